using System.Text.Json.Nodes;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>What was asked, as it is stored.</summary>
internal sealed record StoredRequest(int V, string Model, RecordedOptions Options, JsonNode Messages)
{
    public IReadOnlyList<RecordedPassage> Passages { get; init; } = [];

    public RecordedPrompt? Prompt { get; init; }

    public IReadOnlyList<RecordedBody> Upstream { get; init; } = [];

    /// <summary>Whether something was taken out of the texts; then the same cannot be asked again.</summary>
    public bool Redacted { get; init; }
}

/// <summary>What was answered, as it is stored.</summary>
internal sealed record StoredResponse(int V, JsonNode Messages, string? FinishReason)
{
    public bool Redacted { get; init; }
}
