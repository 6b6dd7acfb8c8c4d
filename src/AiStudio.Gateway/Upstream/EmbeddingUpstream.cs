using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Asks the chosen candidate for vectors, translates faults and checks usage, as the chat's last stage does.</summary>
internal sealed class EmbeddingUpstream(ProviderClients clients)
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        GatewayCall call, IReadOnlyList<string> texts, TokenEstimate input, GatewayEmbeddingOptions options, CancellationToken cancellationToken)
    {
        var served = call.Served!;
        var tailored = options.Clone();
        tailored.ModelId = served.ModelId;
        var tally = new UsageTally(input);
        try
        {
            var vectors = await clients.EmbedderFor(served.Connection).GenerateAsync(texts, tailored, cancellationToken).ConfigureAwait(false);
            if (vectors.Count != (options.Tokens?.Count ?? texts.Count))
                throw new GatewayException(GatewayErrors.ProviderGarbled, "The model's provider sent another number of vectors than was asked for.");
            tally.SawVectors(vectors.Usage);
            return vectors;
        }
        catch (Exception thrown) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderFaults.Translate(thrown);
        }
        finally
        {
            call.Usage = tally.Total(wholeLimit: 0);
        }
    }
}
