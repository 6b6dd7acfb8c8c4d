namespace AiStudio.Api.Idempotency;

/// <summary>A run as one sees it who follows it.</summary>
/// <param name="Done">Whether it is over and kept.</param>
/// <param name="Abandoned">Whether its lease ran out: its node is gone.</param>
/// <param name="Answer">The head, once it is known.</param>
/// <param name="Body">Of a run that is over: what follows the bytes that were seen.</param>
internal sealed record RecordView(bool Done, bool Abandoned, StoredAnswer? Answer, byte[] Body);
