namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>What one run of a stage did: how long, of how many characters, chunks or vectors, and how many of these were there already.</summary>
internal readonly record struct StageWork(TimeSpan Duration, int Amount, int Reused = 0);
