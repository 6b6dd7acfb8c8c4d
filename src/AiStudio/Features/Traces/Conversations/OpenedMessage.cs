using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Rendering;
using AiStudio.Features.Traces.Detail;

namespace AiStudio.Features.Traces.Conversations;

/// <summary>A message of a conversation as somebody else reads it.</summary>
internal sealed record OpenedMessage(Guid Id, MessageRole Role, MessageState State, IReadOnlyList<MessagePart> Parts, Guid? TurnId, DateTimeOffset CreatedAt, string? Problem)
{
    /// <summary>Why the model ended, when its call is still kept.</summary>
    public string? FinishReason { get; init; }

    public Guid? CallId { get; } = Parts.OfType<FactsPart>().FirstOrDefault()?.Facts.CallId;

    public string Text { get; } = Message.TextOf(Parts);

    public IReadOnlyList<Citation> Citations { get; } = [.. Parts.OfType<CitationPart>().Select(part => part.Citation).DistinctBy(citation => citation.Number).OrderBy(citation => citation.Number)];

    /// <summary>The text of an answer. Its markers stay text: the sources stand below it.</summary>
    public IReadOnlyList<RenderedBlock> Blocks => MarkdownRenderer.Render(Text, CitationMarks.None);

    /// <summary>Why there is less than an answer; null when there is a whole one.</summary>
    public string? Trouble => State switch
    {
        MessageState.Streaming => "This answer was still being written when the page was opened.",
        MessageState.Stopped => "The person stopped this answer. What it said until then is kept.",
        MessageState.Interrupted => Problem ?? "The answer broke off before its end.",
        MessageState.Failed => Problem ?? "No answer came.",
        _ => Finish.Cut(FinishReason) is { } why ? $"This answer was cut: {why}." : null,
    };
}
