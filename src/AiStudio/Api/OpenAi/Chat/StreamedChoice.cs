using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// One answer of a stream, update by update, from when it is asked for until all of it is told. When <paramref name="stop"/> is cancelled nobody wants it any more:
/// it is cut at the provider, and what was used until then is booked.
/// </summary>
internal sealed class StreamedChoice(IChatClient chat, WholeCompletion whole, ChatRequest request, ChoiceCalls calls, CancellationToken stop) : IAsyncDisposable
{
    private readonly GatewayCall _call = calls.Next();
    private CancellationTokenRegistration _stopping;
    private IAsyncEnumerator<ChatResponseUpdate>? _updates;

    public int Index => calls.Index;

    /// <summary>Whether there is another update, <see cref="Current"/>, once that is known.</summary>
    public Task<bool> Next { get; private set; } = Task.FromResult(false);

    public ChatResponseUpdate Current => _updates!.Current;

    /// <summary>Waits for its first update. True where all of it is there already, because it was held back.</summary>
    public async Task<bool> BeginAsync()
    {
        _stopping = stop.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), _call);
        var options = request.OptionsFor(_call);
        _updates = chat.GetStreamingResponseAsync(request.Messages, options, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        var some = await _updates.MoveNextAsync();
        var held = !AnswerForm.IsGuaranteed(_call, options);
        if (held)
        {
            var all = await HoldBackAsync(_updates, some);
            await _updates.DisposeAsync();
            _updates = all.ToAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
            some = await _updates.MoveNextAsync();
        }

        Next = Task.FromResult(some);
        return held;
    }

    /// <summary>Goes on, once <see cref="Current"/> is told.</summary>
    public void Advance() => Next = _updates!.MoveNextAsync().AsTask();

    public void Stop() => _call.Stop();

    public async ValueTask DisposeAsync()
    {
        // One that was told to its end is over, and nothing is left to stop.
        Stop();
        await ((Task)Next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_updates is not null)
            await _updates.DisposeAsync();
        await _stopping.DisposeAsync();
        _call.Dispose();
    }

    // What has been handed out cannot be mended: where nobody guarantees the form that was asked for, the answer is checked first.
    private async Task<List<ChatResponseUpdate>> HoldBackAsync(IAsyncEnumerator<ChatResponseUpdate> live, bool some)
    {
        var said = new List<ChatResponseUpdate>();
        for (; some; some = await live.MoveNextAsync())
            said.Add(live.Current);
        stop.ThrowIfCancellationRequested();
        var response = said.ToChatResponse();
        var mended = await whole.MendAsync(request, response, calls, stop);
        return mended == response ? said : [.. mended.ToChatResponseUpdates()];
    }
}
