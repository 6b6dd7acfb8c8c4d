namespace AiStudio.Benchmarks.Consoles;

/// <summary>A page or route that is looked at.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="LimitMs">Within which its p95 is to be.</param>
/// <param name="Paths">Taken in turn.</param>
internal sealed record ConsoleProbe(string Name, int LimitMs, IReadOnlyList<string> Paths);
