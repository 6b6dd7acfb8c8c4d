using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// Runs the rest of the pipeline as a task of its own, which belongs neither to the consumer nor to its token,
/// and writes one record however the call ends. The consumer hears of the end only after that record is committed.
/// </summary>
internal sealed class AuditChatClient(IChatClient inner, CallRunner runner) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var dialogue = new Dialogue(messages, options);
        return runner.RunAsync(
            call,
            dialogue,
            async cut =>
            {
                var response = FinalUpdate.Strip(await InnerClient.GetResponseAsync(dialogue.Messages, options, cut).ConfigureAwait(false));
                dialogue.Saw(response);
                return response;
            },
            response => FinalUpdate.Complete(response ?? new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Empty)), call),
            cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var dialogue = new Dialogue(messages, options);
        using var consumer = runner.Stream(
            GatewayChatOptions.CallOf(options), dialogue, cut => InnerClient.GetStreamingResponseAsync(dialogue.Messages, options, cut));
        await foreach (var update in consumer.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            yield return update;
    }
}
