using AiStudio.Features.Models;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Tests.Models;

public sealed class PinnedModelIdTests
{
    private static readonly PriceCatalogue s_catalogue = PriceCatalogue.Embedded();

    [Fact]
    public void Check_EveryIdOfTheCatalogue_IsPinned() =>
        Assert.All(s_catalogue.Models, model => Assert.Null(PinnedModelId.Check(model.Provider, model.Id, s_catalogue)));

    [Theory]
    [InlineData("gpt-4-0613")]
    [InlineData("gpt-4-1106-preview")]
    [InlineData("gpt-3.5-turbo-0125")]
    [InlineData("openai/gpt-4o-2024-11-20")]
    [InlineData("gpt-oss-120b")]
    [InlineData("text-embedding-3-small")]
    [InlineData("claude-opus-4-6")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0")]
    [InlineData("claude-sonnet-4@20250514")]
    [InlineData("llama3:8b-instruct-q4_K_M")]
    [InlineData("llama3.1:8b")]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct")]
    [InlineData("gemini-2.0-flash-001")]
    [InlineData("house-model-7")]
    [InlineData("o4-mini-2025-04-16")]
    [InlineData("latest-news-model-1")]
    public void Check_AnIdOfOneVersion_IsTaken(string id) => Assert.Null(PinnedModelId.Check(ProviderKind.OpenAi, id, s_catalogue));

    [Theory]
    [InlineData(ProviderKind.OpenAi, "gpt-4o", "gpt-4o-2024-11-20")]
    [InlineData(ProviderKind.OpenAi, "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14")]
    [InlineData(ProviderKind.OpenAi, "openai/gpt-4.1", "gpt-4.1-2025-04-14")]
    [InlineData(ProviderKind.OpenAi, "chatgpt-4o-latest", "with a date")]
    [InlineData(ProviderKind.OpenAi, "gpt-4-turbo", "with a date")]
    [InlineData(ProviderKind.OpenAi, "gpt-99-ultra", "with a date")]
    [InlineData(ProviderKind.OpenAi, "o4-mini", "o4-mini-2025-04-16")]
    [InlineData(ProviderKind.Anthropic, "claude-sonnet-4", "claude-sonnet-4-20250514")]
    [InlineData(ProviderKind.Anthropic, "claude-sonnet-4-5", "claude-sonnet-4-5-20250929")]
    [InlineData(ProviderKind.Anthropic, "claude-3-5-haiku-latest", "claude-3-5-haiku-20241022")]
    [InlineData(ProviderKind.OpenAi, "mistral-large-latest", "mistral-large-2411")]
    [InlineData(ProviderKind.OpenAi, "llama3", "llama3:8b-instruct-q4_K_M")]
    [InlineData(ProviderKind.OpenAi, "llama3:latest", "llama3:8b-instruct-q4_K_M")]
    [InlineData(ProviderKind.OpenAi, "my-own:LATEST", "with a tag")]
    [InlineData(ProviderKind.OpenAi, "claude-sonnet-4@default", "claude-sonnet-4-20250514")]
    [InlineData(ProviderKind.OpenAi, "openrouter/auto", "with a date")]
    [InlineData(ProviderKind.OpenAi, "latest", "with a date")]
    public void Check_AFloatingId_IsRefusedAndSaysWhichToUse(ProviderKind kind, string id, string advice)
    {
        var refusal = PinnedModelId.Check(kind, id, s_catalogue);

        Assert.Equal("model_id_floating", refusal!.Code);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    public void Check_WhatIsNoId_IsRefused(string id) => Assert.Equal("model_id", PinnedModelId.Check(ProviderKind.OpenAi, id, s_catalogue)!.Code);
}
