using AiStudio.Features.ActivityLog;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Retention;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Redaction;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Settings;

/// <summary>What is kept of calls, for admins and owners.</summary>
internal sealed class PolicyDesk(StudioDatabase database, TimeProvider time)
{
    public const string Changed = "payload_policy.changed";

    /// <summary>Error: <c>not_admin</c> (forbidden).</summary>
    public async Task<Result<KeptPolicy>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        return new KeptPolicy(await PayloadPolicy.ReadAsync(db, cancellationToken), await RetentionDesk.LatestAsync(db, cancellationToken));
    }

    /// <summary>In force within some seconds, for every call that ends then. Errors: <c>not_admin</c> (forbidden), <c>days_invalid</c>, <c>pattern_invalid</c> (invalid).</summary>
    public async Task<Result<Done>> SaveAsync(Caller caller, PolicyDraft draft, CancellationToken cancellationToken)
    {
        if (Problem(draft) is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await TraceRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var policy = await db.Set<PayloadPolicy>().SingleOrDefaultAsync(cancellationToken) ?? db.Add(PayloadPolicy.DefaultOf(caller.OrganizationId)).Entity;
        var before = Said(policy);
        (policy.Mode, policy.KeepDays, policy.TraceDays, policy.Patterns, policy.UpdatedAt) = (draft.Mode, draft.KeepDays, draft.TraceDays, draft.Patterns, time.GetUtcNow());
        db.LogActivity(caller, Changed, "payload_policy", null, new { before, after = Said(policy) });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static Error? Problem(PolicyDraft draft)
    {
        if (draft is not { KeepDays: >= 1 and <= PayloadPolicy.LongestDays, TraceDays: >= 1 and <= PayloadPolicy.LongestDays })
            return Error.Invalid("days_invalid", $"Choose 1 to {PayloadPolicy.LongestDays} days.");
        return draft.Patterns.Count > RedactionPattern.Most
            ? Error.Invalid("pattern_invalid", $"There may be {RedactionPattern.Most} patterns.")
            : draft.Patterns.Select(pattern => pattern.Problem()).FirstOrDefault(wrong => wrong is not null);
    }

    private static object Said(PayloadPolicy policy) => new { mode = policy.Mode.ToString().ToLowerInvariant(), policy.KeepDays, policy.TraceDays, patterns = policy.Patterns.Select(pattern => pattern.Name) };
}
