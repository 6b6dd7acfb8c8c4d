using System.Runtime.CompilerServices;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Chat;

/// <summary>Stands where the gateway stands, for what a well-behaved provider never sends.</summary>
internal sealed class ScriptedChatClient(params string[] chunks) : IChatClient
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>After the last chunk: wait for a stop for ever.</summary>
    public bool Hangs { get; init; }

    public IReadOnlyList<ChatMessage> Asked { get; private set; } = [];

    /// <summary>Between the first chunk and the second it waits for this.</summary>
    public bool WaitsForGo { get; init; }

    public void Go() => _go.TrySetResult();

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Asked = [.. messages];
        var stopped = ((GatewayChatOptions)options!).Call.Stopped;
        for (var i = 0; i < chunks.Length; i++)
        {
            if (i == 1 && WaitsForGo)
                await _go.Task.WaitAsync(cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, chunks[i]);
        }

        if (Hangs)
            await Task.Delay(Timeout.Infinite, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
