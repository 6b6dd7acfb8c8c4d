using AiStudio.ProviderEmulator.Answers;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>When each token of an answer is due. Deadlines are absolute, so a late one does not delay the next.</summary>
internal readonly struct Pace
{
    private readonly Call call;
    private readonly long start;
    private readonly int delayMs;
    private readonly int chunkDelayMs;

    public Pace(Call call)
    {
        this.call = call;
        start = call.Options.Clock.GetTimestamp();
        delayMs = FirstByteDelay(call);
        chunkDelayMs = call.Script.ChunkDelayMs ?? Directive(call, "delay=") ?? call.Options.ChunkDelayMs;
    }

    public static Task FirstByteAsync(Call call) =>
        FirstByteDelay(call) is var delay and > 0
            ? Task.Delay(TimeSpan.FromMilliseconds(delay), call.Options.Clock, call.ClientGone)
            : Task.CompletedTask;

    /// <summary>Completes when the token of this index is generated; the first one is due with the first byte.</summary>
    public Task UntilAsync(int token)
    {
        // Kestrel's own notice is the only one there is; without a wait it must still be heard.
        call.ClientGone.ThrowIfCancellationRequested();
        if (delayMs == 0 && chunkDelayMs == 0)
            return Task.CompletedTask;
        var due = TimeSpan.FromMilliseconds(delayMs + (double)chunkDelayMs * token);
        var left = due - call.Options.Clock.GetElapsedTime(start);
        return left > TimeSpan.Zero ? Task.Delay(left, call.Options.Clock, call.ClientGone) : Task.CompletedTask;
    }

    private static int FirstByteDelay(Call call) =>
        call.Script.DelayMs ?? Directive(call, "first=") ?? call.Options.DelayMs;

    private static int? Directive(Call call, string name) =>
        Directives.Read(name, call.Request.Model, call.Request.LastUserText);
}
