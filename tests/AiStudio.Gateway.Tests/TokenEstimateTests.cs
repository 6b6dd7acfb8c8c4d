using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests;

/// <summary>
/// The estimate against real counts: texts of eleven kinds, counted by two byte-level BPEs of OpenAI (o200k_base, cl100k_base; npm gpt-tokenizer 4.0.0).
/// The table that <see cref="TokenEstimate"/> documents is this test's output.
/// </summary>
public sealed class TokenEstimateTests
{
    private static readonly IReadOnlyList<Sample> s_samples = Read();

    [Fact]
    public void Bound_OfEverySample_IsNotBelowAnyRealCount() => Assert.All(s_samples, sample =>
        Assert.True(TokenEstimate.Of([sample.Text]).Bound >= Math.Max(sample.O200k, sample.Cl100k), sample.Text));

    [Fact]
    public void Bound_OfAnyText_IsNotBelowItsBytes()
    {
        // In a byte-level BPE a token is one byte at least, so nothing has more tokens than bytes. Half a pair is sent as a replacement character of three bytes.
        var random = new Random(11);
        for (var i = 0; i < 2_000; i++)
        {
            var text = string.Create(random.Next(200), random, static (chars, random) =>
            {
                foreach (ref var character in chars)
                    character = (char)random.Next(0x10000);
            });

            Assert.True(TokenEstimate.Of([text]).Bound >= Encoding.UTF8.GetByteCount(text));
        }
    }

    [Fact]
    public void Bound_OfAConversation_HasRoomForTheTemplateAroundEachMessage()
    {
        // OpenAI's template takes 3 tokens a message, 1 for a name, and 3 before the answer.
        var sample = s_samples.First(sample => sample.Kind == "English");
        var messages = Enumerable.Range(0, 50).Select(i => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, sample.Text)).ToList();

        var estimate = TokenEstimate.Of(messages, null);

        Assert.True(estimate.Bound >= (50 * (sample.O200k + 4)) + 3);
        Assert.True(estimate.Bound - (50 * Encoding.UTF8.GetByteCount(sample.Text)) >= (50 * 4) + 3);
    }

    [Fact]
    public void Likely_AgainstRealCounts_IsAsFarOffAsIsDocumented()
    {
        var table = new StringBuilder();
        foreach (var kind in s_samples.GroupBy(sample => sample.Kind))
            Describe(table, kind.Key, [.. kind.Select(sample => Error(sample.Text, sample.O200k))], [.. kind.Select(sample => Error(sample.Text, sample.Cl100k))]);
        double[] newer = [.. s_samples.Select(sample => Error(sample.Text, sample.O200k))];
        double[] older = [.. s_samples.Select(sample => Error(sample.Text, sample.Cl100k))];
        Describe(table, "All", newer, older);
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());

        Assert.InRange(newer.Average(), 0.25, 0.35);
        Assert.InRange(older.Average(), 0, 0.1);
        Assert.InRange(Percentile95(newer), 0, 1.85);
        Assert.InRange(Percentile95(older), 0, 0.85);
    }

    private static double Error(string text, int real) => (TokenEstimate.LikelyTokens(Encoding.UTF8.GetByteCount(text)) / (double)real) - 1;

    private static double Percentile95(IEnumerable<double> errors)
    {
        var sizes = errors.Select(Math.Abs).Order().ToList();
        return sizes[(int)Math.Ceiling(0.95 * sizes.Count) - 1];
    }

    private static void Describe(StringBuilder table, string kind, double[] newer, double[] older) => table.AppendLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{kind,-20} {newer.Length,3}  o200k mean {newer.Average(),6:+0%;-0%} 95 % within {Percentile95(newer),4:0%}  cl100k mean {older.Average(),6:+0%;-0%} 95 % within {Percentile95(older),4:0%}"));

    private static List<Sample> Read()
    {
        using var file = typeof(TokenEstimateTests).Assembly.GetManifestResourceStream("TokenCounts.json")!;
        return JsonSerializer.Deserialize<List<Sample>>(file)!;
    }

    private sealed record Sample(
        [property: JsonPropertyName("kind")] string Kind,
        [property: JsonPropertyName("text")] string Text,
        [property: JsonPropertyName("o200k")] int O200k,
        [property: JsonPropertyName("cl100k")] int Cl100k);
}
