using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>Embeddings take the road of chat: admitted, recorded, held and settled, routed, and only then asked of a provider.</summary>
internal sealed class EmbeddingPipeline(
    AdmissionGate gate, CallRunner runner, CallMeter meter, CandidateTrial trial, EmbeddingUpstream upstream) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var own = GatewayEmbeddingOptions.Of(options);
        var (call, texts) = (own.Call, values.ToList());
        await gate.AdmitAsync(call, plan => SameModel(own.Tokens is null ? plan : OfTokens(plan)), cancellationToken).ConfigureAwait(false);
        return await runner.RunAsync(
            call,
            dialogue: null,
            cut => MeteredAsync(call, texts, own, cut),
            vectors => vectors ?? throw new OperationCanceledException("The call was stopped.", call.Stopped),
            cancellationToken).ConfigureAwait(false);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> MeteredAsync(
        GatewayCall call, List<string> texts, GatewayEmbeddingOptions options, CancellationToken cancellationToken)
    {
        var input = options.Tokens is { } tokens ? TokenEstimate.Of(tokens) : TokenEstimate.Of(texts);
        await meter.HoldAsync(call, call.Plan!.All, input, askedOutput: 0).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await trial.FirstAsync(
                call, call.Plan!, token => upstream.GenerateAsync(call, texts, input, options, token), static _ => false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            meter.Settle(call);
        }
    }

    private static RoutePlan OfTokens(RoutePlan plan)
    {
        var able = plan.Where(candidate => candidate.Connection.Kind == ProviderKind.OpenAi);
        return able.Candidates.Count > 0
            ? able
            : throw new GatewayException(GatewayErrors.ParameterUnsupported, "“input” is not supported as tokens: the provider of this model takes text. Send the text itself.") { Param = "input" };
    }

    // Vectors of different models cannot be compared, so only another provider of the same model may step in.
    private static RoutePlan SameModel(RoutePlan plan) => plan.Where(candidate => candidate.ModelId == plan.Candidates[0].ModelId);
}
