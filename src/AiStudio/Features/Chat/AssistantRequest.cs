using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat;

/// <summary>What a program asks an assistant.</summary>
/// <param name="Messages">What was said, the question last.</param>
internal sealed record AssistantRequest(IReadOnlyList<ChatMessage> Messages)
{
    /// <summary>Of what the assistant reads, only documents with one of these tags; none: all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
