using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>
/// What the model is sent, the most constant first, so that providers' prompt caches hit: system prompt, history, then what differs
/// with every question, the passages and the question itself. Passages after the history, not before: the history only grows.
/// </summary>
internal static class TurnMessages
{
    public static IReadOnlyList<ChatMessage> Assemble(
        string system, IReadOnlyList<ChatMessage> history, IReadOnlyList<RetrievedPassage> passages, string question) =>
    [
        new(ChatRole.System, system),
        .. history,
        .. passages.Count == 0 ? Array.Empty<ChatMessage>() : [new ChatMessage(ChatRole.User, Passages.Render([.. passages.Select(ToPassage)]))],
        new(ChatRole.User, question),
    ];

    private static Passage ToPassage(RetrievedPassage passage, int index) =>
        new(index + 1, passage.Document, passage.Page is { } page ? $"{passage.HeadingPath} (page {page})".TrimStart() : passage.HeadingPath, passage.Text);
}
