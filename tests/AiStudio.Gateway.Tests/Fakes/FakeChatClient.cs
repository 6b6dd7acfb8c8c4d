using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Fakes;

/// <summary>A model that does what two callbacks say.</summary>
internal sealed class FakeChatClient : IChatClient
{
    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> Whole { get; set; } =
        (_, _, _) => Task.FromResult(Answer("hello world"));

    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Stream { get; set; } =
        (_, _, token) => Script(token, Text("hello "), Text("world"), End());

    public int Calls { get; private set; }

    public ChatOptions? LastOptions { get; private set; }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        LastOptions = options;
        return Whole([.. messages], options, cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        LastOptions = options;
        return Stream([.. messages], options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    /// <summary>Fails both ways.</summary>
    public FakeChatClient Failing(Func<Exception> failure)
    {
        Whole = (_, _, _) => Task.FromException<ChatResponse>(failure());
        Stream = (_, _, token) => Script(token, Throw(failure));
        return this;
    }

    public static ChatResponse Answer(string text, long input = 10, long output = 2) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output },
    };

    public static Func<CancellationToken, Task<ChatResponseUpdate?>> Text(string text) =>
        _ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, text));

    public static Func<CancellationToken, Task<ChatResponseUpdate?>> Usage(long input, long output) => _ => Task.FromResult<ChatResponseUpdate?>(
        new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = input, OutputTokenCount = output })]));

    public static Func<CancellationToken, Task<ChatResponseUpdate?>> Finish() =>
        _ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Stop });

    public static Func<CancellationToken, Task<ChatResponseUpdate?>> End(long input = 10, long output = 2) => _ => Task.FromResult<ChatResponseUpdate?>(
        new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = input, OutputTokenCount = output })]) { FinishReason = ChatFinishReason.Stop });

    public static Func<CancellationToken, Task<ChatResponseUpdate?>> Throw(Func<Exception> failure) =>
        _ => Task.FromException<ChatResponseUpdate?>(failure());

    /// <summary>Waits until <paramref name="gate"/> opens, or the call is cut.</summary>
    public static Func<CancellationToken, Task<ChatResponseUpdate?>> Wait(Task gate) => async token =>
    {
        await gate.WaitAsync(token);
        return null;
    };

    public static Func<CancellationToken, Task<ChatResponseUpdate?>> WaitForCut(TaskCompletionSource? cut = null) => async token =>
    {
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            cut?.TrySetResult();
        }

        return null;
    };

    public static async IAsyncEnumerable<ChatResponseUpdate> Script(
        [EnumeratorCancellation] CancellationToken token, params Func<CancellationToken, Task<ChatResponseUpdate?>>[] steps)
    {
        foreach (var step in steps)
        {
            if (await step(token) is { } update)
                yield return update;
        }
    }
}
