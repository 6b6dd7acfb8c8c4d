using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Data;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Runs one turn from gathering to its end. It never throws: however it goes, the turn says how it ended, or another node will.</summary>
internal sealed partial class TurnRun(
    StudioDatabase database, TurnGatherer gatherer, TurnLease lease, IChatClient chat, ICallTraces traces, CitationCounters citations, TimeProvider time, ILogger<TurnRun> logger)
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(RunningTurn turn)
    {
        var journal = new TurnJournal(database, time, turn);
        using var done = new CancellationTokenSource();
        var holding = lease.HoldAsync(turn, done.Token);
        try
        {
            var answer = new Answer(time);
            var outcome = await AnswerAsync(turn, journal, answer);
            await CommitAsync(journal, outcome, answer.Call);
            await citations.CountAsync(turn.Key.Scope, outcome.Citations);
        }
        catch (TurnLostException)
        {
            LogLost(turn.Key.TurnId);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            // It could not be written down; the sweep closes it when its lease has run out.
            LogUnwritten(ex, turn.Key.TurnId);
        }
        finally
        {
            turn.Log.Close();
            await done.CancelAsync();
            await holding.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<TurnOutcome> AnswerAsync(RunningTurn turn, TurnJournal journal, Answer answer)
    {
        try
        {
            var gathered = await gatherer.GatherAsync(turn.Ticket, turn.Ending);
            if (!gathered.Succeeded)
                return TurnOutcome.Broken("", gathered.Error.Code, gathered.Error.Message);
            await journal.AppendAsync(answer.Begin(gathered.Value));
            if (gathered.Value.ApprovedAnswer is { } approved)
                await GiveAsync(turn, journal, approved, answer);
            else
                await AskAsync(turn, journal, gathered.Value, answer);
            return answer.End(StateOf(turn, answer.Call));
        }
        catch (OperationCanceledException) when (turn.EndedAs is not null)
        {
            return answer.End(turn.EndedAs.Value);
        }
        catch (GatewayException ex)
        {
            return answer.Break(ex.Error.Code, ex.Message);
        }
        catch (Exception ex) when (ex is not TurnLostException and not OperationCanceledException)
        {
            LogFault(ex, turn.Key.TurnId);
            return answer.Break("internal_error", "Something went wrong on our side. Try again.");
        }
    }

    private async Task CommitAsync(TurnJournal journal, TurnOutcome outcome, GatewayCall? call)
    {
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        await journal.FinishAsync(outcome);
        if (call is not null)
            traces.Keep(call, new("turn.commit", at, time.GetElapsedTime(began)));
    }

    private async Task AskAsync(RunningTurn turn, TurnJournal journal, GatheredTurn gathered, Answer answer)
    {
        var (scope, ticket) = (turn.Key.Scope, turn.Ticket);
        var caller = new GatewayCaller(scope.OrganizationId, scope.UserId, ticket.ApiKeyId, ticket.Feature) { OwnerId = scope.UserId };
        using var call = new GatewayCall(caller, ticket.Model)
        {
            TurnId = turn.Key.TurnId,
            PromptVersionId = gathered.PromptVersionId,
            Cache = gathered.Cache,
            Context = gathered.Context,
        };
        answer.Call = call;
        // A stop ends the call at the provider; reading on to the end of the stream is what gets its usage known.
        using var stopping = turn.Ending.Register(call.Stop);
        var writing = WriteAsync(turn, journal, answer.Text);
        try
        {
            await foreach (var update in chat.GetStreamingResponseAsync(gathered.Messages, gathered.Settings.For(call), CancellationToken.None))
                answer.Add(update);
        }
        finally
        {
            answer.Text.Complete();
            await writing;
        }
    }

    // What people have approved is said as they wrote it. The marker stands on a line of its own where the text ends in one that would swallow it.
    private async Task GiveAsync(RunningTurn turn, TurnJournal journal, string approved, Answer answer)
    {
        var lastLine = approved[(approved.LastIndexOf('\n') + 1)..];
        answer.Add(approved + (lastLine.AsSpan().IndexOfAny("`|") >= 0 ? "\n\n[1]" : " [1]"));
        answer.Text.Complete();
        await WriteAsync(turn, journal, answer.Text);
    }

    private async Task WriteAsync(RunningTurn turn, TurnJournal journal, AnswerText text)
    {
        try
        {
            while (await text.TakeAsync() is { } delta)
            {
                await journal.AppendAsync(new TextDelta(delta), text);
                await Task.WhenAny(Task.Delay(Coalesce, time), text.Completed);
            }
        }
        catch
        {
            // Nothing can be kept any more, so nothing more is bought.
            turn.Interrupt();
            throw;
        }
    }

    // A stop that crosses the end of a complete answer has stopped nothing.
    private static MessageState StateOf(RunningTurn turn, GatewayCall? call) =>
        call?.Ending == CallEnding.Completed ? MessageState.Complete : turn.EndedAs ?? MessageState.Complete;

    [LoggerMessage(LogLevel.Warning, "Turn {Turn} was closed elsewhere while this node was answering it")]
    private partial void LogLost(Guid turn);

    [LoggerMessage(LogLevel.Error, "Turn {Turn} could not be written down")]
    private partial void LogUnwritten(Exception exception, Guid turn);

    [LoggerMessage(LogLevel.Error, "Turn {Turn} failed")]
    private partial void LogFault(Exception exception, Guid turn);
}
