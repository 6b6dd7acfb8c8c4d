using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiStudio.Features.Models;
using AiStudio.Gateway.Upstream;
using AiStudio.Gateway.Upstream.Local;

namespace AiStudio.Tests.Models;

public sealed partial class PriceCatalogueTests
{
    private const string Model = """
        { "provider": "openai", "id": "m-2025-01-01", "effectiveFrom": "2025-01-01", "inputUsd": 0.1, "cachedInputUsd": 0.025, "cacheWriteUsd": 0.1,
          "outputUsd": 0.4, "contextWindow": 1000, "maxOutputTokens": 100, "source": "s" }
        """;

    [Fact]
    public void Embedded_EveryModel_IsPinnedPricedAndSourced()
    {
        var models = PriceCatalogue.Embedded().Models;

        Assert.NotEmpty(models);
        Assert.All(models, model =>
        {
            Assert.False(string.IsNullOrWhiteSpace(model.Source), $"{model.Id} has no source.");
            Assert.DoesNotContain("://", model.Source, StringComparison.Ordinal);
            Assert.True(model.Provider == ProviderKind.Local || Pinned().IsMatch(model.Id), $"{model.Id} floats: name a dated snapshot.");
            Assert.True(model.MaxOutputTokens <= model.ContextWindow, $"{model.Id} answers more than fits into it.");
            Assert.True(model.CachedInputUsd <= model.InputUsd && model.InputUsd <= model.CacheWriteUsd, $"{model.Id}: reading a cache costs no more, writing it no less than input.");
            Assert.True(model.Provider == ProviderKind.Local || model.InputUsd > 0, $"{model.Id} is free.");
        });
    }

    [Fact]
    public void Embedded_LocalModels_AreFree()
    {
        var models = PriceCatalogue.Embedded().Models.Where(model => model.Provider == ProviderKind.Local).ToList();

        Assert.Equal([LocalModels.Chat, LocalModels.Embedding], models.Select(model => model.Id));
        Assert.All(models, model => Assert.Equal(0, model.InputUsd + model.CachedInputUsd + model.CacheWriteUsd + model.OutputUsd));
    }

    [Fact]
    public void PriceFor_DollarsPerMillion_AreExactNanoDollars()
    {
        var price = Read(Model).Models[0].PriceFor(Guid.CreateVersion7());

        Assert.Equal(
            (100_000_000, 25_000_000, 100_000_000, 400_000_000),
            (price.InputNanoPerMillion, price.CachedInputNanoPerMillion, price.CacheWriteNanoPerMillion, price.OutputNanoPerMillion));
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), price.EffectiveFrom);
    }

    [Theory]
    [InlineData("\"outputUsd\": 0.4, ", "")]
    [InlineData("\"id\"", "\"name\": \"x\", \"id\"")]
    [InlineData("\"openai\"", "\"acme\"")]
    [InlineData("\"s\"", "null")]
    [InlineData("0.4", "\"0.4\"")]
    public void Read_FormOfTheFileIsBroken_Throws(string part, string broken) =>
        Assert.Throws<JsonException>(() => Read(Model.ReplaceLineEndings(" ").Replace("          ", " ", StringComparison.Ordinal).Replace(part, broken, StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"s\"", "\"\"")]
    [InlineData("0.4", "-0.4")]
    [InlineData("1000", "0")]
    public void Read_FigureIsImpossible_Throws(string part, string broken) =>
        Assert.Throws<ValidationException>(() => Read(Model.Replace(part, broken, StringComparison.Ordinal)));

    [Theory]
    [InlineData(200_000, 0.2, false)]
    [InlineData(0, 0.2, true)]
    [InlineData(200_000, -0.2, true)]
    [InlineData(200_000, 0.00000000001, true)]
    public void Read_DearerLongPrompts_AreCheckedAndPriced(long above, double input, bool refused)
    {
        var model = Model.Replace("\"source\"", string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            "longPrompt": { "aboveInputTokens": {{above}}, "inputUsd": {{input}}, "cachedInputUsd": 0.05, "cacheWriteUsd": 0.2, "outputUsd": 0.8 }, "source"
            """), StringComparison.Ordinal);

        if (refused)
            Assert.ThrowsAny<Exception>(() => Read(model));
        else
            Assert.Equal(new(200_000, 200_000_000, 50_000_000, 200_000_000, 800_000_000), Assert.Single(Read(model).Models).PriceFor(Guid.Empty).ToGateway().LongPrompt);
    }

    [Fact]
    public void Read_SameModelTwiceFromOneDay_Throws() => Assert.Throws<ValidationException>(() => Read($"{Model}, {Model}"));

    [Fact]
    public void Read_FinerThanANanoDollar_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(Model.Replace("0.4", "0.4000000001", StringComparison.Ordinal)));

    private static PriceCatalogue Read(string models) => PriceCatalogue.Read(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "models": [{{models}}] }""")));

    // OpenAI's embeddings have no dated snapshots: the id itself is the version.
    [GeneratedRegex(@"-\d{4}-\d{2}-\d{2}$|-\d{8}$|^text-embedding-3-(small|large)$")]
    private static partial Regex Pinned();
}
