using System.Data.Common;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Records what became of answers to programs, where the traffic of their assistant's prompt is split.</summary>
internal sealed partial class ArmRecords(StudioDatabase database, ILogger<ArmRecords> logger)
{
    /// <summary>Never throws: the answer is there, and belongs to who asked, also when it cannot be counted.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="calls">The calls that were made for it, all of them over.</param>
    /// <param name="reason">How the model ended; null when it did not say.</param>
    /// <param name="text">The answer; null when there is none.</param>
    /// <param name="took">How long it took.</param>
    public async Task RecordAsync(ChatRequest request, ChatCalls calls, ChatFinishReason? reason, string? text, TimeSpan took)
    {
        if (request.Assignment is not { } assignment || !MeasuredAnswer.Counts(calls.Made))
            return;
        var (quoting, verified) = MeasuredAnswer.Count(request.CitationsIn(text ?? ""));
        var figures = new AnswerFigures(
            Failed: text is null, text is not null && RefusalCheck.IsRefusal(reason, text), (int)took.TotalMilliseconds, calls.Made.Sum(call => call.CostNanoUsd ?? 0), text?.Length ?? 0, quoting, verified)
        {
            Fallback = MeasuredAnswer.WasFallback(calls.Made),
        };
        try
        {
            await using var db = await database.BeginAsync(new TenantScope(calls.Made[0].Caller.OrganizationId), CancellationToken.None);
            await db.RecordAnswerAsync(assignment, calls.TurnId, figures, CancellationToken.None);
            await db.CommitAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException or InvalidOperationException)
        {
            LogLost(failure, assignment.ExperimentId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "An answer of experiment {Experiment} could not be counted")]
    private partial void LogLost(Exception failure, Guid experiment);
}
