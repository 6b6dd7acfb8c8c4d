using AiStudio.Gateway.Budgets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Audit;

/// <summary>Decides how a call ended, and commits its settlement and its record.</summary>
internal sealed partial class CallRecorder(ICallLog calls, ICallTraces traces, HeldCalls held, DurableWrite writes, IOptions<GatewayOptions> options, TimeProvider time, ILogger<CallRecorder> log)
{
    /// <summary>What the consumer is to be told once everything is committed: nothing after a good end or a stop, else what went wrong. Never throws.</summary>
    public async Task<Exception?> ConcludeAsync(CallRun run, Exception? failure)
    {
        run.Conclude();
        var call = run.Call;
        var ending = EndingOf(run, failure);
        call.Ending = ending;
        if (ending == CallEnding.Failed && failure is not GatewayException)
            LogBroken(failure!, call.Id);

        var record = RecordOf(run, ending, failure);
        var began = time.GetTimestamp();
        try
        {
            if (await LostAsync(record).ConfigureAwait(false) is { } lost)
            {
                failure = call.Settlement is null ? failure ?? lost : lost;
                call.Ending = ending = CallEnding.Failed;
                // Its money may be what could not be booked: what became of it can be said all the same.
                record = RecordOf(run, ending, failure);
                if (call.Settlement is not null)
                    await LostAsync(record with { Settlement = null }).ConfigureAwait(false);
            }
        }
        finally
        {
            try
            {
                call.Notes.Passed("record", began, time);
                traces.Keep(TraceOf(run, record));
                CallTelemetry.End(run.Span, run, record, options.Value.TraceContent);
            }
            finally
            {
                call.MarkRecorded();
            }
        }

        return ending switch
        {
            CallEnding.Completed or CallEnding.Stopped => null,
            CallEnding.Abandoned => new GatewayException(GatewayErrors.StreamInterrupted, "The answer was not read in time and has been cut.", failure),
            CallEnding.Interrupted when failure is OperationCanceledException =>
                new GatewayException(GatewayErrors.StreamInterrupted, "The answer was cut because the server is shutting down.", failure),
            _ => failure,
        };
    }

    private async Task<GatewayException?> LostAsync(CallRecord record)
    {
        try
        {
            await writes.CommitAsync("end", record.CallId, token => calls.RecordAsync(record, token)).ConfigureAwait(false);
            return null;
        }
        catch (GatewayException lost)
        {
            return lost;
        }
        finally
        {
            // From here on nobody renews the hold: if it could not be settled, what was last noted about it will be.
            held.Remove(record.CallId);
        }
    }

    private static CallTrace TraceOf(CallRun run, CallRecord record) => new(run.Call, record, run.AdmittedAt)
    {
        Messages = run.Dialogue?.Messages,
        Options = run.Dialogue?.Options,
        Answer = run.Dialogue?.Answer() ?? [],
        FinishReason = run.Dialogue?.FinishReason,
    };

    private static CallEnding EndingOf(CallRun run, Exception? failure) => failure switch
    {
        null => run.Left ? CallEnding.Abandoned : CallEnding.Completed,
        OperationCanceledException when run.Call.Stopped.IsCancellationRequested => CallEnding.Stopped,
        OperationCanceledException when run.Left => CallEnding.Abandoned,
        OperationCanceledException => CallEnding.Interrupted,
        GatewayException refused when refused.Error == GatewayErrors.StreamInterrupted => CallEnding.Interrupted,
        GatewayException when run.Call.Attempts.Count == 0 => CallEnding.Refused,
        _ => CallEnding.Failed,
    };

    private static CallRecord RecordOf(CallRun run, CallEnding ending, Exception? failure) => new()
    {
        CallId = run.Call.Id,
        Caller = run.Call.Caller,
        RequestedModel = run.Call.Model,
        ServedModel = run.Call.Served?.ModelId ?? run.Call.CacheHit?.ModelId,
        Provider = run.Call.Served?.Connection.Name,
        TurnId = run.Call.TurnId,
        PromptVersionId = run.Call.PromptVersionId,
        EndUser = run.Call.EndUser,
        TraceId = run.TraceId,
        StartedAt = run.StartedAt,
        Duration = run.Elapsed,
        FirstTokenAfter = run.FirstTokenAfter,
        Streamed = run.Call.Streamed,
        Ending = ending,
        ErrorCode = failure switch
        {
            null or OperationCanceledException => null,
            GatewayException known => known.Error.Code,
            _ => "internal_error",
        },
        RefusedBy = run.Call.Notes.Refusal?.Refusal?.BudgetId,
        Usage = run.Call.Usage,
        CostNanoUsd = run.Call.CostNanoUsd ?? 0,
        CacheAsked = run.Call.Cache is not null,
        CacheKind = run.Call.CacheHit?.Kind,
        SavedNanoUsd = run.Call.CacheHit?.SavedNanoUsd ?? 0,
        Settlement = run.Call.Settlement,
        Attempts = [.. run.Call.Attempts],
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId} broke")]
    private partial void LogBroken(Exception failure, Guid callId);
}
