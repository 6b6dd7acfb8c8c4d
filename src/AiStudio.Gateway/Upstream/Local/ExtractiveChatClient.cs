using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>
/// An offline model that answers with sentences from the passages in the prompt. The same prompt always gives the same answer.
/// Its tokens are counted by <see cref="LocalTokens"/>; a stream comes word by word at <see cref="LocalModelOptions.TokensPerSecond"/>.
/// </summary>
internal sealed class ExtractiveChatClient(IOptions<LocalModelOptions> options, TimeProvider time) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prompt = messages.ToList();
        var (words, tokens, finish) = Within(Composition.Answer(prompt), options?.MaxOutputTokens);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(words)))
        {
            ModelId = LocalModels.Chat,
            FinishReason = finish,
            Usage = Usage(prompt, options, tokens),
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToList();
        var (words, tokens, finish) = Within(Composition.Answer(prompt), options?.MaxOutputTokens);
        var started = time.GetTimestamp();
        for (var i = 0; i < words.Count; i++)
        {
            await KeepPaceAsync(started, i, cancellationToken).ConfigureAwait(false);
            yield return new(ChatRole.Assistant, words[i]) { ModelId = LocalModels.Chat };
        }

        yield return new(ChatRole.Assistant, [new UsageContent(Usage(prompt, options, tokens))]) { ModelId = LocalModels.Chat, FinishReason = finish };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async ValueTask KeepPaceAsync(long started, int word, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options.Value.TokensPerSecond == 0)
            return;
        var wait = TimeSpan.FromSeconds((double)word / options.Value.TokensPerSecond) - time.GetElapsedTime(started);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
    }

    private static (List<string> Words, int Tokens, ChatFinishReason Finish) Within(string answer, int? limit)
    {
        var words = new List<string>();
        var tokens = 0;
        for (var start = 0; start < answer.Length;)
        {
            var end = start;
            while (end < answer.Length && !char.IsWhiteSpace(answer[end]))
                end++;
            while (end < answer.Length && char.IsWhiteSpace(answer[end]))
                end++;
            var next = LocalTokens.Count(answer.AsSpan(start, end - start));
            if (tokens + next > limit)
                return (words, tokens, ChatFinishReason.Length);
            words.Add(answer[start..end]);
            tokens += next;
            start = end;
        }

        return (words, tokens, ChatFinishReason.Stop);
    }

    private static UsageDetails Usage(List<ChatMessage> prompt, ChatOptions? options, int outputTokens) => new()
    {
        InputTokenCount = prompt.Sum(message => LocalTokens.Count(message.Text)) + LocalTokens.Count(options?.Instructions),
        OutputTokenCount = outputTokens,
    };
}
