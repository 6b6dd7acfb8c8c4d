using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Members of a request that depend on who is asked.</summary>
internal static class OpenAiExtras
{
    private static readonly string[] s_azure = [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

    public static void Write(Utf8JsonWriter json, ChatOptions options)
    {
        var call = GatewayChatOptions.CallOf(options);
        var host = call.Served?.Connection.BaseUrl?.IdnHost;
        // Many compatible servers know only max_tokens and ignore its successor, which would lift the limit that the budget has set;
        // OpenAI's own models, also at Azure, refuse a request that names the limit twice.
        if (options.MaxOutputTokens is { } limit && host is not null && !IsOpenAi(host))
            json.WriteNumber("max_tokens"u8, limit);
        if (options.Seed is { } seed)
            json.WriteNumber("seed"u8, seed);
        var own = OpenAiSettings.Of(options);
        Write("reasoning_effort"u8, own?.ReasoningEffort ?? EffortOf(options.Reasoning?.Effort));
        Write("verbosity"u8, own?.Verbosity);
        Write("service_tier"u8, own?.ServiceTier);
        if (own is not null)
            WriteTokens(json, own);
        // Others may refuse a name they do not know.
        if (host == "api.openai.com")
            json.WriteString("prompt_cache_key"u8, CacheKey(call));

        void Write(ReadOnlySpan<byte> name, string? value)
        {
            if (value is not null)
                json.WriteString(name, value);
        }
    }

    private static void WriteTokens(Utf8JsonWriter json, OpenAiSettings own)
    {
        if (own.LogitBias is { } bias)
        {
            json.WritePropertyName("logit_bias"u8);
            bias.WriteTo(json);
        }

        if (own.Logprobs)
            json.WriteBoolean("logprobs"u8, true);
        if (own.TopLogprobs is { } others)
            json.WriteNumber("top_logprobs"u8, others);
    }

    /// <summary>Whether it is OpenAI itself, also at Azure, and not a server that is compatible with it.</summary>
    public static bool IsOpenAi(string host) => host == "api.openai.com" || s_azure.Any(domain => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    // Requests with the same key are served where their common prefix is cached, up to about fifteen a minute: more than a person asks, less than an
    // organization. A hash, so that it says nothing about the person.
    private static string CacheKey(GatewayCall call)
    {
        var caller = call.Caller;
        var prefix = $"{caller.OrganizationId:n}/{caller.UserId:n}/{caller.ApiKeyId:n}/{call.PromptVersionId:n}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prefix)).AsSpan(0, 16));
    }

    private static string? EffortOf(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => null,
    };
}
