using AiStudio.Features.Knowledge.Ingestion;

namespace AiStudio.Features.Knowledge;

/// <summary>A document as a list shows it: its newest version and the job that works on it.</summary>
public sealed record DocumentRow(
    Guid Id, string Name, string MediaType, long SizeBytes, int Version, string State, string? Failure, int ChunkCount, DateTimeOffset UpdatedAt,
    string? JobState, string? Stage, int? Percent, string? JobReason, bool CancelRequested, int? Pages, string? SourceUrl, string[] Tags)
{
    /// <summary>Something is still going to happen by itself.</summary>
    public bool InProgress => JobState is "queued" or "running" or "failed" or "waiting";

    public bool Stoppable => InProgress && !CancelRequested;

    public bool Failed => !InProgress && State is "failed" or "cancelled";

    public string Word => this switch
    {
        { InProgress: true, CancelRequested: true } => "Stopping",
        { JobState: "failed" } => "Waiting to retry",
        { JobState: "waiting" } => "Waiting for a provider",
        { JobState: "running" } => IngestionStages.Doing(Stage ?? ""),
        { InProgress: true } => "Waiting",
        { State: "cancelled" } => "Stopped",
        { State: "failed" } => "Failed",
        _ => "Ready",
    };

    public string Badge => this switch
    {
        { JobState: "queued" or "failed" or "waiting" } => "draft",
        { InProgress: true } => "busy live",
        { State: "failed" } => "failed",
        { State: "cancelled" } => "draft",
        _ => "ok",
    };

    public int StagesDone => IngestionStages.DoneOf(Stage ?? "");

    /// <summary>Why it is not ready, for a person.</summary>
    public string? Reason => InProgress ? JobReason : Failed ? Failure : null;
}
