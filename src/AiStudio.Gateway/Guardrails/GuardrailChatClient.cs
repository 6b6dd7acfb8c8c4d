using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Guardrails;

/// <summary>
/// Screens what comes out: a call of a tool that was not offered is left out, since only text can have asked for it. The place where what goes in will be
/// screened as well; nothing is yet.
/// </summary>
internal sealed class GuardrailChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var offered = new OfferedTools(options);
        foreach (var message in response.Messages)
            message.Contents = offered.Screen(message.Contents);
        response.FinishReason = offered.Screen(response.FinishReason);
        Note(options, offered);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var offered = new OfferedTools(options);
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            update.Contents = offered.Screen(update.Contents);
            update.FinishReason = offered.Screen(update.FinishReason);
            Note(options, offered);
            yield return update;
        }
    }

    private static void Note(ChatOptions? options, OfferedTools offered)
    {
        if (offered.LeftOut > 0)
            GatewayChatOptions.CallOf(options).Notes.ToolCallsLeftOut = offered.LeftOut;
    }
}
