using System.IO.Pipelines;
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using AiStudio.Api;
using Microsoft.AspNetCore.Http;

namespace AiStudio.Tests.Edge;

public sealed class EventStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_InWhichNothingComes_SaysThatItIsThere_AndThenWhatComes()
    {
        var (events, wire) = (Channel.CreateUnbounded<SseItem<string>>(), new Pipe());
        var context = new DefaultHttpContext { Response = { Body = wire.Writer.AsStream() } };
        using var read = new StreamReader(wire.Reader.AsStream());

        var sending = new EventStream(events.Reader.ReadAllAsync(Cancellation), new ShortTime()).ExecuteAsync(context);
        var first = await read.ReadLineAsync(Cancellation);
        events.Writer.TryWrite(new SseItem<string>("{\n}", "text") { EventId = "1" });
        events.Writer.TryWrite(new SseItem<string>("[DONE]"));
        events.Writer.Complete();
        await sending;
        await wire.Writer.CompleteAsync();
        var lines = (await read.ReadToEndAsync(Cancellation)).Split('\n').Where(line => !line.StartsWith(':') && line.Length > 0);

        Assert.StartsWith(":", first, StringComparison.Ordinal);
        Assert.Equal(["event: text", "data: {", "data: }", "id: 1", "data: [DONE]"], lines);
        Assert.Equal(("text/event-stream", "no"), (context.Response.ContentType, context.Response.Headers["x-accel-buffering"].ToString()));
    }

    [Fact]
    public async Task Client_ThatLeaves_EndsTheLookingForEvents()
    {
        using var leaving = new CancellationTokenSource();
        var events = Channel.CreateUnbounded<SseItem<string>>();
        var context = new DefaultHttpContext { RequestAborted = leaving.Token };

        var sending = new EventStream(events.Reader.ReadAllAsync(Cancellation), TimeProvider.System).ExecuteAsync(context);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    /// <summary>In which every wait is short.</summary>
    private sealed class ShortTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == EventStream.Silence ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
