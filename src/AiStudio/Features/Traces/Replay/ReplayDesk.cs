using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Replay;

/// <summary>Starts replays. Admins and owners; a private chat is opened first.</summary>
internal sealed class ReplayDesk(StudioDatabase database, JobService jobs, TimeProvider time)
{
    public static readonly Error NotAdmin = Error.Forbidden("not_admin", "Only admins and owners replay calls.");

    /// <summary>
    /// The new replay's id. Errors: <c>not_admin</c>, <c>glass_needed</c> (forbidden), <c>no_call</c>, <c>payload_off</c>, <c>payload_expired</c> (not found),
    /// <c>redacted</c>, <c>nothing_else</c> (conflict).
    /// </summary>
    public async Task<Result<Guid>> StartAsync(Caller caller, Guid callId, ReplayChoice choice, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return NotAdmin;
        if (choice is { Mode: ReplayMode.Candidate, VersionId: null, Model: null or "" })
            return Error.Conflict("nothing_else", "Choose another version or another model; with neither it is the same again.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var recorded = await RecordedCall.ReadAsync(db, callId, cancellationToken);
        if (!recorded.Succeeded)
            return recorded.Error;
        if (choice.Mode == ReplayMode.Frozen && recorded.Value.Payload.Redacted)
            return Error.Conflict("redacted", "Something was taken out of these texts when they were stored, so the same cannot be asked again. Ask with another version or model, or live.");
        var replay = new CallReplay
        {
            OrganizationId = caller.OrganizationId,
            CallId = callId,
            Mode = choice.Mode,
            VersionId = choice.Mode == ReplayMode.Candidate ? choice.VersionId : null,
            Model = choice.Mode == ReplayMode.Candidate && !string.IsNullOrWhiteSpace(choice.Model) ? choice.Model.Trim() : null,
            RequestedBy = caller.UserId,
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(replay);
        await jobs.EnqueueAsync(db, new NewJob(RunReplay.JobKind, replay.Id), cancellationToken);
        db.LogActivity(caller, "replay.started", "call", callId, new { mode = choice.Mode.ToString(), choice.VersionId, choice.Model });
        await db.CommitAsync(cancellationToken);
        return replay.Id;
    }

    /// <summary>What a replay of the call can be on. Empty for who may not.</summary>
    public async Task<ReplayChoices> ChoicesAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin || CallTime.Of(callId) is not { } span)
            return new ReplayChoices([], []);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var models = await db.Database.SqlQuery<string>($"""
            select alias as "Value" from model_alias where org_id = {caller.OrganizationId}
            union select model_id from model_alias_candidate where org_id = {caller.OrganizationId} order by 1
            """).ToListAsync(cancellationToken);
        var promptId = await db.Database.SqlQuery<Guid>($"""
            select v.prompt_id as "Value" from call c join prompt_version v on v.org_id = c.org_id and v.id = c.prompt_version_id
            where c.org_id = {caller.OrganizationId} and c.id = {callId} and c.started_at between {span.From} and {span.To}
            """).ToListAsync(cancellationToken);
        return new ReplayChoices(promptId.Count == 0 ? [] : await VersionsAsync(db, promptId[0], cancellationToken), models);
    }

    internal static async Task<IReadOnlyList<ReplayVersion>> VersionsAsync(StudioDb db, Guid promptId, CancellationToken cancellationToken) => await (
        from version in db.Set<PromptVersion>().AsNoTracking()
        where version.PromptId == promptId
        orderby version.Id descending
        select new ReplayVersion(version.Id, version.Version, version.Note)).Take(100).ToListAsync(cancellationToken);
}
