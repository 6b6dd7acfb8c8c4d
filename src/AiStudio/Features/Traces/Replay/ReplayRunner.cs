using AiStudio.Features.Prompts.Experiments;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Backtests.Judging;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Replay;

/// <summary>Asks a recorded call again, once. Whoever asked for it reads with their own rights: a private chat needs an open break-glass grant of theirs.</summary>
internal sealed class ReplayRunner(StudioDatabase database, ReplayBuilder builder, IChatClient chat, TimeProvider time)
{
    public const string Feature = "replay";

    /// <summary>What was said then and now; null when it failed, or is over already. Throws what may pass, and a cancellation when the work is cut.</summary>
    public async Task<ReplayPair?> RunAsync(Guid organization, Guid requestedBy, Guid replayId, CancellationToken cancellationToken)
    {
        var scope = new TenantScope(organization, requestedBy);
        var (replay, recorded) = await BeginAsync(scope, replayId, cancellationToken);
        if (replay is null)
            return null;
        if (!recorded.Succeeded)
            return await FailAsync(scope, replay, recorded.Error, cancellationToken);
        // The words stay those of whoever said them first.
        var caller = new GatewayCaller(organization, requestedBy, null, Feature) { OwnerId = recorded.Value.OwnerId };
        var built = await builder.BuildAsync(replay, recorded.Value, caller, cancellationToken);
        if (!built.Succeeded)
            return await FailAsync(scope, replay, built.Error, cancellationToken);
        using var call = CallOf(replay, recorded.Value, built.Value, caller);
        try
        {
            var response = await AskAsync(call, built.Value, recorded.Value.Streamed, cancellationToken);
            await EndAsync(scope, replay, recorded.Value, built.Value, call, response, cancellationToken);
            return ReplayPair.Of(replay, recorded.Value, [.. response.Messages]);
        }
        catch (GatewayException failure) when (!failure.Error.Outage)
        {
            return await FailAsync(scope, replay, Error.Conflict(failure.Error.Code, failure.Message), cancellationToken);
        }
    }

    private static GatewayCall CallOf(CallReplay replay, RecordedCall recorded, ReplayRequest request, GatewayCaller caller) => new(caller, request.Model, replay.AnswerCallId)
    {
        PromptVersionId = request.VersionId,
        Context = new CallContext
        {
            AssistantId = recorded.AssistantId,
            Passages = [.. request.Passages.Select(passage => new GivenPassage(passage.ChunkId, passage.DocumentVersionId, passage.Ordinal, passage.Score))],
        },
    };

    private async Task<ChatResponse> AskAsync(GatewayCall call, ReplayRequest request, bool streamed, CancellationToken cancellationToken)
    {
        var options = request.Options.For(call);
        using var stopping = cancellationToken.Register(call.Stop);
        if (!streamed)
            return await chat.GetResponseAsync(request.Messages, options, CancellationToken.None);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in chat.GetStreamingResponseAsync(request.Messages, options, CancellationToken.None))
            updates.Add(update);
        return updates.ToChatResponse();
    }

    private async Task<(CallReplay? Replay, Result<RecordedCall> Recorded)> BeginAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var replay = await db.Set<CallReplay>().SingleAsync(row => row.Id == id, cancellationToken);
        if (replay.State != ReplayState.Waiting)
            return (null, null!);
        var answer = Guid.CreateVersion7();
        replay.AnswerCallId = answer;
        await db.OpenAlikeAsync(replay.CallId, answer, cancellationToken);
        if (replay.BacktestId is { } backtest)
            await BacktestCalls.AddAsync(db, backtest, id, answer, BacktestCalls.Answer, cancellationToken);
        await db.CommitAsync(cancellationToken);
        await using var reading = await database.BeginAsync(scope, cancellationToken);
        return (replay, await RecordedCall.ReadAsync(reading, replay.CallId, cancellationToken));
    }

    private async Task EndAsync(
        TenantScope scope, CallReplay replay, RecordedCall recorded, ReplayRequest request, GatewayCall call, ChatResponse response, CancellationToken cancellationToken)
    {
        var (before, after) = (string.Concat(recorded.Payload.Answer.Select(message => message.Text)), response.Text);
        replay.State = ReplayState.Done;
        replay.Identical = recorded.Payload.Upstream is [.., var sent] && call.Notes.Sent is [.., var again] ? sent.Sha256 == again.Sha256 : null;
        replay.SameAnswer = before == after;
        (replay.LengthBefore, replay.LengthAfter) = (before.Length, after.Length);
        (replay.DeclinedBefore, replay.DeclinedAfter) = (
            RefusalCheck.IsRefusal(recorded.Payload.FinishReason is { } reason ? new ChatFinishReason(reason) : null, before), RefusalCheck.IsRefusal(response.FinishReason, after));
        (replay.CitedBefore, replay.CitedAfter) = (AnswerMarkers.Read(before, recorded.Payload.Passages.Count), AnswerMarkers.Read(after, request.Passages.Count));
        await SaveAsync(scope, replay, cancellationToken);
    }

    private async Task<ReplayPair?> FailAsync(TenantScope scope, CallReplay replay, Error error, CancellationToken cancellationToken)
    {
        (replay.State, replay.ErrorCode, replay.ErrorMessage) = (ReplayState.Failed, error.Code, error.Message);
        await SaveAsync(scope, replay, cancellationToken);
        return null;
    }

    private async Task SaveAsync(TenantScope scope, CallReplay replay, CancellationToken cancellationToken)
    {
        replay.EndedAt = time.GetUtcNow();
        await using var db = await database.BeginAsync(scope, cancellationToken);
        db.Update(replay);
        await db.CommitAsync(cancellationToken);
    }
}
