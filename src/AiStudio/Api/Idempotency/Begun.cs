namespace AiStudio.Api.Idempotency;

/// <summary>What the insert of a key came to.</summary>
/// <param name="Id">The run's.</param>
/// <param name="Won">Whether the run is this request's to make, under its lease.</param>
/// <param name="Again">Whether it repeats the run of a node that died.</param>
/// <param name="SameRequest">Whether whoever holds the key asked for the same.</param>
/// <param name="Watched">Whether the run is told already that somebody follows it.</param>
internal sealed record Begun(Guid Id, bool Won, bool Again, bool SameRequest, bool Watched);
