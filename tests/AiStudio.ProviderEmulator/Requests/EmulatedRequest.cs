using System.Text.Json;

namespace AiStudio.ProviderEmulator.Requests;

/// <summary>What the emulator understood of one request.</summary>
public sealed class EmulatedRequest
{
    public required Operation Operation { get; init; }

    public string Model { get; set; } = "";

    public bool Stream { get; set; }

    /// <summary>OpenAI's <c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; set; }

    public int? MaxTokens { get; set; }

    /// <summary>The body's <c>max_tokens</c> alone, whatever else it says.</summary>
    public int? OldMaxTokens { get; set; }

    public int? Seed { get; set; }

    public int InputTokens { get; set; }

    public string LastUserText { get; set; } = "";

    /// <summary>What the system's and the developer's messages say, a line each.</summary>
    public string Instructions { get; set; } = "";

    /// <summary>The body's <c>user</c>, or Anthropic's <c>metadata.user_id</c>.</summary>
    public string? User { get; set; }

    /// <summary>Header <c>x-correlation-id</c> or <c>x-client-request-id</c>, else <c>metadata.correlation_id</c>, else the user, else <c>correlation=…</c> in the prompt.</summary>
    public string? Correlation { get; set; }

    /// <summary>The last four characters of the API key; null without one. The key itself is not kept.</summary>
    public string? KeyEnding { get; set; }

    /// <summary>Header <c>x-emulator-script</c>.</summary>
    public string? ScriptName { get; set; }

    /// <summary>Models are listed in Anthropic's form when its version header is there.</summary>
    internal bool AnthropicVersion { get; set; }

    internal JsonElement Body { get; set; }

    /// <summary>Why the request is refused with 400 before anything else; null when it is sound.</summary>
    internal string? Invalid { get; set; }
}
