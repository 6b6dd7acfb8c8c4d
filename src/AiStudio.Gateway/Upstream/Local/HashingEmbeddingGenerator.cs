using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>
/// The offline embedder: hashes words and the 3- to 5-grams of their characters into <see cref="LocalModels.EmbeddingDimensions"/> signed
/// buckets, dampens repetition (1 + ln tf), and normalises to length 1. The same text gives the same vector in every process.
/// A text without words gets the first unit vector, since a vector of zeros has no direction.
/// </summary>
internal sealed class HashingEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const float StopWordWeight = 0.15f;
    private const float GramsWeight = 0.8f;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } asked && asked != LocalModels.EmbeddingDimensions)
            throw new GatewayException(GatewayErrors.ProviderRejected, $"{LocalModels.Embedding} has {LocalModels.EmbeddingDimensions} dimensions and no others.");
        var vectors = new GeneratedEmbeddings<Embedding<float>>();
        long tokens = 0;
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tokens += LocalTokens.Count(value);
            vectors.Add(new Embedding<float>(Embed(value)) { ModelId = LocalModels.Embedding });
        }

        vectors.Usage = new UsageDetails { InputTokenCount = tokens, OutputTokenCount = 0 };
        return Task.FromResult(vectors);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static float[] Embed(string text)
    {
        var vector = new float[LocalModels.EmbeddingDimensions];
        foreach (var word in Words.Of(text).CountBy(word => word, StringComparer.Ordinal))
        {
            var weight = (1 + MathF.Log(word.Value)) * (StopWords.Contains(word.Key) ? StopWordWeight : 1);
            Add(vector, word.Key, weight);
            AddGrams(vector, $"<{word.Key}>", weight);
        }

        Normalise(vector);
        return vector;
    }

    // Together the grams of a word weigh about as much as the word, however long it is.
    private static void AddGrams(float[] vector, string word, float weight)
    {
        var count = Enumerable.Range(3, 3).Sum(size => Math.Max(0, word.Length - size + 1));
        var each = GramsWeight * weight / MathF.Sqrt(Math.Max(1, count));
        for (var size = 3; size <= 5; size++)
        {
            for (var start = 0; start + size <= word.Length; start++)
                Add(vector, word.AsSpan(start, size), each);
        }
    }

    private static void Add(float[] vector, ReadOnlySpan<char> feature, float weight)
    {
        var hash = Fnv1a.Hash(feature);
        vector[(int)(hash % (ulong)vector.Length)] += (hash >> 63) == 0 ? weight : -weight;
    }

    private static void Normalise(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            vector[0] = 1;
            return;
        }

        for (var i = 0; i < vector.Length; i++)
            vector[i] /= length;
    }
}
