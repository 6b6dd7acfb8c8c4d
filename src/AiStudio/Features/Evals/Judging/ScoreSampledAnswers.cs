using AiStudio.Gateway;
using AiStudio.Platform.Hosting;

namespace AiStudio.Features.Evals.Judging;

/// <summary>
/// Has judges score the answers of running experiments that fell into their samples. Every node does it: an answer is claimed before its judge is asked. What a judge
/// cannot judge stays without a score; faults that may pass, and a budget that is used up, are met again later, for a day. The organization pays.
/// </summary>
internal sealed partial class ScoreSampledAnswers(SampledAnswers answers, JudgeCall judges, TimeProvider time, ILogger<ScoreSampledAnswers> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), time, logger)
{
    private const int Organizations = 4;

    /// <summary>Asks about everything that is due now, one answer of an organization after the other.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var due = await answers.DueAsync(cancellationToken);
        await Parallel.ForEachAsync(
            due.GroupBy(answer => answer.Scope.OrganizationId), new ParallelOptions { MaxDegreeOfParallelism = Organizations, CancellationToken = cancellationToken },
            async (own, token) => await ScoreAllAsync(own.Key, own, token));
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    private async Task ScoreAllAsync(Guid organization, IEnumerable<SampledAnswer> due, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var answer in due)
                await ScoreAsync(answer, cancellationToken);
        }
        catch (GatewayException failure)
        {
            // The next answer would meet the same.
            LogWaits(organization, failure.Error.Code);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One organization's trouble is not the others'.
            LogFailed(failure, organization);
        }
    }

    private async Task ScoreAsync(SampledAnswer answer, CancellationToken cancellationToken)
    {
        if (await answers.ClaimAsync(answer, cancellationToken) is not (var judge, var asked))
            return;
        var payer = new GatewayCaller(answer.Scope.OrganizationId, UserId: null, ApiKeyId: null, EvalsModule.Feature) { OwnerId = answer.Scope.UserId };
        var verdict = await judges.AskAsync(payer, judge, asked, () => Task.FromResult(Guid.CreateVersion7()), _ => { }, cancellationToken);
        await answers.EndAsync(answer, verdict.Value?.Passed);
    }

    [LoggerMessage(LogLevel.Warning, "Answers of organization {Organization} wait for their judge: {Code}")]
    private partial void LogWaits(Guid organization, string code);

    [LoggerMessage(LogLevel.Warning, "What judges are to score in organization {Organization} could not be scored; it is tried again")]
    private partial void LogFailed(Exception exception, Guid organization);
}
