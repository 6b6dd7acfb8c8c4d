using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Admission;

/// <summary>
/// What can be asked of OpenAI's protocol, but not of every other: only who can be asked for all of it is asked. A temperature is not among it: prompts have
/// one for whichever model, and a model without one goes by its own.
/// </summary>
internal static class Abilities
{
    /// <summary>The candidates of <paramref name="plan"/> that can do what the options ask; refuses, by name, what none of them can.</summary>
    public static RoutePlan Able(RoutePlan plan, ChatOptions? options)
    {
        if (options is not GatewayChatOptions { LeavesOutUnsupported: false } || AskedFor(options).ToList() is not { Count: > 0 } asked)
            return plan;
        var able = plan.Where(candidate => asked.TrueForAll(parameter => Has(candidate.Connection.Kind, parameter)));
        if (able.Candidates.Count > 0)
            return able;
        var lacking = asked.Find(parameter => plan.Candidates.All(candidate => !Has(candidate.Connection.Kind, parameter))) ?? asked[0];
        throw new GatewayException(GatewayErrors.ParameterUnsupported, $"“{lacking}” is not supported: the provider of this model cannot be asked for it.") { Param = lacking };
    }

    // A model that does not sample has nothing to seed and nothing to penalize.
    private static bool Has(ProviderKind kind, string parameter) =>
        kind == ProviderKind.OpenAi || (kind == ProviderKind.Local && (parameter is "seed" or "frequency_penalty" or "presence_penalty"));

    private static IEnumerable<string> AskedFor(ChatOptions options)
    {
        if (options.Seed is not null)
            yield return "seed";
        if (options.FrequencyPenalty is not (null or 0))
            yield return "frequency_penalty";
        if (options.PresencePenalty is not (null or 0))
            yield return "presence_penalty";
        if (OpenAiSettings.Of(options) is not { } own)
            yield break;
        if (own.LogitBias is not null)
            yield return "logit_bias";
        if (own.Logprobs)
            yield return "logprobs";
        // The middle is what every model does by itself.
        if (own.Verbosity is not (null or "medium"))
            yield return "verbosity";
    }
}
