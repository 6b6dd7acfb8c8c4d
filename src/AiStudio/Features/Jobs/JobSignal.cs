namespace AiStudio.Features.Jobs;

/// <summary>One notification: something happened to a job. Ids and a word, never content.</summary>
internal sealed record JobSignal(Guid OrganizationId, Guid JobId, string Happening)
{
    public const string Topic = "job";
    public const string Queued = "queued";

    public override string ToString() => $"{OrganizationId:n} {JobId:n} {Happening}";

    public static JobSignal? Parse(string payload) =>
        payload.Split(' ') is [var organization, var job, var happening]
        && Guid.TryParseExact(organization, "n", out var organizationId)
        && Guid.TryParseExact(job, "n", out var jobId)
            ? new(organizationId, jobId, happening)
            : null;
}
