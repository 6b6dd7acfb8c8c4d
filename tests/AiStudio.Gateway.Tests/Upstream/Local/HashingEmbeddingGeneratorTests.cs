using AiStudio.Gateway.Upstream.Local;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream.Local;

public sealed class HashingEmbeddingGeneratorTests
{
    [Fact]
    public async Task Vectors_OfAnyText_HaveLengthOneAndTheFixedDimension()
    {
        foreach (var vector in await EmbedAsync("Annual leave", "", "年次有給休暇", new string('x', 10_000)))
        {
            Assert.Equal(LocalModels.EmbeddingDimensions, vector.Length);
            Assert.Equal(1f, vector.Sum(value => value * value), 1e-4f);
        }
    }

    [Fact]
    public async Task Vector_OfAKnownText_IsTheSameInEveryProcess()
    {
        var vector = (await EmbedAsync("studio"))[0];

        // "studio", and the grams of "<studio>": 6 of three, 5 of four, 4 of five.
        Assert.InRange(vector.Count(value => value != 0), 12, 16);
        Assert.Equal(0x825C_070D, (uint)Checksum(vector));
    }

    [Fact]
    public async Task Similarity_OfRelatedTexts_IsAboveThatOfUnrelatedOnes()
    {
        var vectors = await EmbedAsync("How many days of annual leave do I have?", "Every employee has 30 days of annual leave.", "Hotels may cost up to 140 euros a night.", "annually leaving");

        Assert.True(Dot(vectors[0], vectors[1]) > 2 * Math.Abs(Dot(vectors[0], vectors[2])));
        Assert.True(Dot(vectors[0], vectors[3]) > Math.Abs(Dot(vectors[2], vectors[3])));
    }

    [Fact]
    public async Task Dimensions_OtherThanItsOwn_AreRefused()
    {
        using var embedder = new HashingEmbeddingGenerator();

        await Assert.ThrowsAsync<GatewayException>(() => embedder.GenerateAsync(["x"], new EmbeddingGenerationOptions { Dimensions = 256 }, TestContext.Current.CancellationToken));
    }

    private static async Task<List<float[]>> EmbedAsync(params string[] texts)
    {
        using var embedder = new HashingEmbeddingGenerator();
        return [.. (await embedder.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken)).Select(embedding => embedding.Vector.ToArray())];
    }

    private static float Dot(float[] left, float[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static ulong Checksum(float[] vector) => Fnv1a.Hash(string.Join(',', vector.Select((value, index) => value == 0 ? string.Empty : $"{index}{(value > 0 ? '+' : '-')}")));
}
