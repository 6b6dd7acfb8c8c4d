using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// The last thing a consumer hears: the finish reason, the usage and the cost. They are held back until the call is settled and recorded.
/// </summary>
internal sealed class FinalUpdate
{
    private readonly ChatResponseUpdate _last = new() { Role = ChatRole.Assistant };

    /// <summary>Takes the finish reason out of <paramref name="update"/>; what is left is worth handing out, or not.</summary>
    public bool HoldBack(ChatResponseUpdate update)
    {
        _last.FinishReason = update.FinishReason ?? _last.FinishReason;
        _last.MessageId = update.MessageId ?? _last.MessageId;
        _last.ResponseId = update.ResponseId ?? _last.ResponseId;
        _last.ModelId = update.ModelId ?? _last.ModelId;
        update.FinishReason = null;
        return update.Contents.Count > 0 || Logprobs.Of(update.AdditionalProperties) is not null;
    }

    public ChatResponseUpdate For(GatewayCall call)
    {
        if (call.Usage is { } usage)
            _last.Contents.Add(new UsageContent(Details(usage)));
        _last.AdditionalProperties = Properties(call);
        return _last;
    }

    public static ChatResponse Strip(ChatResponse response)
    {
        response.Usage = null;
        return response;
    }

    public static ChatResponse Complete(ChatResponse response, GatewayCall call)
    {
        response.Usage = call.Usage is { } usage ? Details(usage) : null;
        response.AdditionalProperties = Properties(call).Keep(response.AdditionalProperties);
        return response;
    }

    private static AdditionalPropertiesDictionary Properties(GatewayCall call)
    {
        var properties = new AdditionalPropertiesDictionary
        {
            ["ending"] = call.Ending?.ToString(),
            ["cost_nano_usd"] = call.CostNanoUsd ?? 0,
            ["max_output_tokens"] = call.MaxOutputTokens,
            ["output_clamped"] = call.OutputClamped,
        };
        if (call.CacheHit is { } hit)
            hit.Describe(properties);
        return properties;
    }

    private static UsageDetails Details(TokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokens,
        OutputTokenCount = usage.OutputTokens,
        TotalTokenCount = usage.InputTokens + usage.OutputTokens,
        CachedInputTokenCount = usage.CachedInputTokens,
        ReasoningTokenCount = usage.ReasoningTokens,
    };
}
