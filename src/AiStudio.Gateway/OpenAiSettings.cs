using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>What OpenAI's protocol can be asked for beyond <see cref="ChatOptions"/>. What is <see langword="null"/> is left to the provider.</summary>
public sealed record OpenAiSettings
{
    /// <summary>Whether the provider has to guarantee the schema of the answer; left out, it is asked to wherever a provider can.</summary>
    public bool? StrictSchema { get; init; }

    /// <summary>An effort that <see cref="ReasoningOptions"/> has no word for, such as <c>minimal</c>; it takes the place of the one there.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>How much is said: <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string? Verbosity { get; init; }

    /// <summary><c>auto</c> or <c>default</c>: tiers with prices of their own cannot be accounted for.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Token ids and how much each is made likelier, −100 to 100, as a JSON object.</summary>
    public JsonElement? LogitBias { get; init; }

    /// <summary>Whether the answer comes with how likely its tokens were: see <see cref="Gateway.Logprobs"/>.</summary>
    public bool Logprobs { get; init; }

    /// <summary>Of how many other tokens in each place, 0 to 20.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>The settings in <paramref name="options"/>.</summary>
    public static OpenAiSettings? Of(ChatOptions? options) => (options as GatewayChatOptions)?.OpenAi;
}
