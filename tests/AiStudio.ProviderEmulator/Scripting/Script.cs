using System.Globalization;
using System.Text.Json.Serialization;
using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Scripting;

/// <summary>How the emulator shall behave, and for which requests. What is not said is as without a script.</summary>
public sealed record Script
{
    public const int Forever = int.MaxValue;

    internal static readonly Script None = new();

    // Which requests: all conditions given must hold.

    /// <summary>Only for requests whose header <c>x-emulator-script</c> says this name.</summary>
    public string? Name { get; init; }

    /// <summary>Null is both chat operations; embeddings and models are reached by naming them.</summary>
    public Operation? Operation { get; init; }

    public string? Model { get; init; }

    public string? KeyEnding { get; init; }

    public string? PromptContains { get; init; }

    [JsonIgnore]
    public Func<EmulatedRequest, bool>? When { get; init; }

    public int Times { get; init; } = 1;

    // In place of an answer: a status that is not 2xx, or a raw body.

    public int Status { get; init; } = 200;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Null is the protocol's error body for the status.</summary>
    public string? Body { get; init; }

    public byte[]? BodyBytes { get; init; }

    public string? ContentType { get; init; }

    // The answer.

    /// <summary>One token per word.</summary>
    public string? Text { get; init; }

    /// <summary>Each entry is one token and one chunk, whatever is in it.</summary>
    public IReadOnlyList<string>? Tokens { get; init; }

    public int? TokenCount { get; init; }

    public IReadOnlyList<ScriptedToolCall> ToolCalls { get; init; } = [];

    /// <summary>Do whatever any text of the prompt tells a model: the worst that a document can make of one. Text and tool calls are its own then.</summary>
    public bool Obeys { get; init; }

    /// <summary>The model the answer says it comes from; null is the one that was asked.</summary>
    public string? AnswersAs { get; init; }

    /// <summary>Sent as it is, in OpenAI's finish_reason or Anthropic's stop_reason.</summary>
    public string? FinishReason { get; init; }

    public bool IgnoreMaxTokens { get; init; }

    /// <summary>As servers that do not know <c>max_completion_tokens</c> and ignore it.</summary>
    public bool MaxTokensOnly { get; init; }

    // Usage: the counts change bill and frame alike, the frame only what the client is told.

    public int? InputTokens { get; init; }

    /// <summary>The part of the input that was read from the cache.</summary>
    public int CachedInputTokens { get; init; }

    /// <summary>The part of the input that was written to the cache (Anthropic).</summary>
    public int CacheWriteTokens { get; init; }

    /// <summary>Output before the text: hidden in OpenAI's protocol, a thinking block in Anthropic's.</summary>
    public int ReasoningTokens { get; init; }

    /// <summary>In OpenAI's protocol: reasoning is shown beside the content, as compatible servers do, and not hidden as OpenAI does.</summary>
    public bool ShowsReasoning { get; init; }

    public UsageFrame UsageFrame { get; init; }

    /// <summary>Raw text in place of the usage object.</summary>
    public string? UsageJson { get; init; }

    // Pace and shape of the bytes.

    public int? DelayMs { get; init; }

    public int? ChunkDelayMs { get; init; }

    public int? SliceEvery { get; init; }

    /// <summary>Offsets into the body, ascending, at which a write ends.</summary>
    public IReadOnlyList<int>? SliceAt { get; init; }

    /// <summary>A pause after each slice, without which the client's reads would join them again.</summary>
    public int SliceDelayMs { get; init; } = 1;

    public Fault? Fault { get; init; }

    internal bool RepliesRaw => Status is < 200 or > 299 || Body is not null || BodyBytes is not null;

    public static Script Refuse(int status, string? retryAfter = null) => new()
    {
        Status = status,
        Headers = retryAfter is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["retry-after"] = retryAfter },
    };

    public static Script Refuse(int status, TimeSpan retryAfter) =>
        Refuse(status, ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture));
}
