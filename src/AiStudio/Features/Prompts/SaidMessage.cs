namespace AiStudio.Features.Prompts;

/// <summary>One message of a conversation.</summary>
/// <param name="IsAnswer">Whether the assistant said it.</param>
/// <param name="Text">What was said.</param>
internal sealed record SaidMessage(bool IsAnswer, string Text);
