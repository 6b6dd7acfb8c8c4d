using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Prompts;

/// <summary>How a model is asked with a version. What is left out is the model's own default.</summary>
/// <param name="Temperature">0 to 2.</param>
/// <param name="TopP">Above 0, to 1.</param>
/// <param name="MaxOutputTokens">The largest answer, from 1.</param>
public sealed record PromptSettings(double? Temperature = null, double? TopP = null, int? MaxOutputTokens = null)
{
    /// <summary>The options of a call that is asked so.</summary>
    internal GatewayChatOptions For(GatewayCall call) =>
        new(call) { Temperature = (float?)Temperature, TopP = (float?)TopP, MaxOutputTokens = MaxOutputTokens };

    /// <summary>Fills in what a program left open.</summary>
    internal void FillIn(ChatOptions options)
    {
        options.Temperature ??= (float?)Temperature;
        options.TopP ??= (float?)TopP;
        options.MaxOutputTokens ??= MaxOutputTokens;
    }
}
