using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>A call that is over, with what was said in it.</summary>
/// <param name="Call">The call with what its stages decided.</param>
/// <param name="Record">Its facts.</param>
/// <param name="AdmittedAt">When it was let in; its stages count from there.</param>
public sealed record CallTrace(GatewayCall Call, CallRecord Record, DateTimeOffset AdmittedAt)
{
    /// <summary>The rendered messages; <see langword="null"/> for embeddings.</summary>
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>How it was asked.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>The answer, as much of it as came; empty when none did.</summary>
    public IReadOnlyList<ChatMessage> Answer { get; init; } = [];

    /// <summary>Why the model ended, when it said so.</summary>
    public ChatFinishReason? FinishReason { get; init; }
}
