using AiStudio.Features.Prompts;
using AiStudio.Features.Traces.Backtests.Judging;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Replay;

/// <summary>Shows replays to admins. Texts only to those who may read the recorded call now.</summary>
internal sealed class ReplayReader(StudioDatabase database)
{
    /// <summary>Errors: <c>not_admin</c> (forbidden), <c>no_replay</c> (not found).</summary>
    public async Task<Result<ReplayView>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return ReplayDesk.NotAdmin;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<CallReplay>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } replay)
            return Error.NotFound("no_replay", "There is no such replay.");
        var version = replay.VersionId is { } versionId ? await db.Set<PromptVersion>().Where(row => row.Id == versionId).Select(row => row.Version).SingleOrDefaultAsync(cancellationToken) : null;
        var said = await CallPayload.ReadAsync(db, replay.CallId, cancellationToken);
        var again = replay is { State: ReplayState.Done, AnswerCallId: { } answer } && said.Succeeded ? (await CallPayload.ReadAsync(db, answer, cancellationToken)).Value : null;
        return new ReplayView(
            replay, version,
            await FiguresAsync(db, replay.CallId, cancellationToken),
            replay is { State: not ReplayState.Waiting, AnswerCallId: { } call } ? await FiguresAsync(db, call, cancellationToken) : null,
            said.Succeeded ? Text(said.Value) : null, again is null ? null : Text(again), said.Error?.Message)
        {
            Question = said.Value?.Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text,
            Opinions = said.Succeeded ? await Opinions.ReadAsync(db, replay, cancellationToken) : null,
            Called = [.. (again?.Answer ?? []).SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.Name)],
        };
    }

    /// <summary>Both answers, as they are kept, for whoever compares them. Errors as <see cref="CallPayload.ReadAsync"/>.</summary>
    public async Task<Result<ReplayPair>> PairAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var replay = await db.Set<CallReplay>().AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var recorded = await RecordedCall.ReadAsync(db, replay.CallId, cancellationToken);
        if (!recorded.Succeeded)
            return recorded.Error;
        var answer = await CallPayload.ReadAsync(db, replay.AnswerCallId!.Value, cancellationToken);
        return answer.Succeeded ? ReplayPair.Of(replay, recorded.Value, answer.Value.Answer) : answer.Error;
    }

    private static string Text(CallPayload payload) => string.Concat(payload.Answer.Select(message => message.Text));

    private static async Task<CallFigures?> FiguresAsync(StudioDb db, Guid callId, CancellationToken cancellationToken) => CallTime.Of(callId) is not { } span ? null
        : (await db.Database.SqlQuery<CallFigures>($"""
            select id as "Id", coalesce(served_model, requested_model) as "Model", provider as "Provider", ending as "Ending", error_code as "ErrorCode", duration_ms as "DurationMs",
                   first_token_ms as "FirstTokenMs", input_tokens as "InputTokens", output_tokens as "OutputTokens", cost_nano_usd as "CostNanoUsd"
            from call where org_id = {db.Scope.OrganizationId} and id = {callId} and started_at between {span.From} and {span.To}
            """).ToListAsync(cancellationToken)).FirstOrDefault();
}
