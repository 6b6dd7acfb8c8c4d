namespace AiStudio.Api.Batches;

/// <summary>A batch and where its job stands.</summary>
internal sealed record BatchRow(
    Guid Id, Guid JobId, int Requests, int Answered, int Failed, string State, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>In OpenAI's words where it has one.</summary>
    public string Status => State switch
    {
        "running" or "failed" => "in_progress",
        "succeeded" => "completed",
        "dead" => "failed",
        var other => other,
    };

    public object ToJson() => new
    {
        id = Id,
        @object = "batch",
        endpoint = "/v1/chat/completions",
        status = Status,
        reason = Reason,
        request_counts = new { total = Requests, completed = Answered - Failed, failed = Failed },
        job_id = JobId,
        created_at = CreatedAt,
        ended_at = EndedAt,
        expires_at = ExpiresAt,
        results_url = $"/api/batches/{Id}/results",
        events_url = $"/api/jobs/{JobId}/events",
    };
}
