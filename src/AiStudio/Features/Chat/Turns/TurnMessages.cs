using AiStudio.Features.Knowledge.Retrieval.Packing;
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
        string system, IReadOnlyList<ChatMessage> history, PackedPassages packed, string question) =>
    [
        new(ChatRole.System, system),
        .. history,
        .. packed.Passages.Count == 0
            ? Array.Empty<ChatMessage>()
            : [new ChatMessage(ChatRole.User, Passages.Render([.. packed.Passages.Select((passage, at) => passage.ToPrompt(at + 1))], packed.Omitted))],
        new(ChatRole.User, question),
    ];
}
