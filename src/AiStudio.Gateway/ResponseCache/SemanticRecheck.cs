using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// Asks a model what a semantic hit answered from the cache, and has the two answers compared. Everything it asks takes the whole pipeline,
/// so it is metered and capped under a tag of its own; what a budget refuses is simply not checked.
/// </summary>
internal sealed class SemanticRecheck(Func<IChatClient> pipeline, AnswerJudge judge, ISemanticReviews reviews)
{
    /// <summary>What checking costs is spent under this tag.</summary>
    public const string Feature = "cache-judge";

    public async Task RunAsync(RecheckRequest request)
    {
        var verdict = await JudgeAsync(request).ConfigureAwait(false);
        await reviews.JudgeAsync(request.Hit, verdict, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<SemanticVerdict> JudgeAsync(RecheckRequest request)
    {
        using var call = new GatewayCall(request.Hit.Caller with { Feature = Feature }, request.Model) { PromptVersionId = request.PromptVersionId };
        try
        {
            var options = ((GatewayChatOptions)request.Options).For(call);
            var fresh = await pipeline().GetResponseAsync(request.Messages, options, CancellationToken.None).ConfigureAwait(false);
            if (fresh.FinishReason != ChatFinishReason.Stop)
                return SemanticVerdict.Unknown;
            return await judge.AgreeAsync(pipeline(), request, fresh.Text).ConfigureAwait(false) ? SemanticVerdict.Agrees : SemanticVerdict.Disagrees;
        }
        catch (Exception failure) when (failure is GatewayException or OperationCanceledException)
        {
            return SemanticVerdict.Unknown;
        }
    }
}
