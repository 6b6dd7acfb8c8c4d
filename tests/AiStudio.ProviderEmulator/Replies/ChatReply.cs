using AiStudio.ProviderEmulator.Answers;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using AiStudio.ProviderEmulator.Wire;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>An answer of a chat model, whole or streamed, in either protocol.</summary>
internal static class ChatReply
{
    public static async Task SendAsync(Call call)
    {
        var answer = AnswerComposer.Compose(call.Request, call.Script, call.Entry, call.Options, call.Cache);
        IChatWire wire = call.Request.Operation == Operation.Messages
            ? new MessagesWire(answer)
            : new ChatCompletionsWire(answer);
        if (call.Request.Stream)
            await StreamAsync(call, answer, wire);
        else
            await WholeAsync(call, answer, wire);
    }

    private static async Task WholeAsync(Call call, Answer answer, IChatWire wire)
    {
        var pace = new Pace(call);
        call.Context.Response.ContentType = "application/json";
        await pace.UntilAsync(0);
        if (call.Script.Fault is { IsAtStart: true } && !await call.Writer.StrikeAsync())
            return;
        for (var i = 0; i < answer.Pieces.Count; i++)
        {
            if (IsDue(call.Script.Fault, i) && !await call.Writer.StrikeAsync())
                return;
            await pace.UntilAsync(i);
            call.Entry.Generated = i + 1;
        }

        if (IsDue(call.Script.Fault, answer.Pieces.Count) && !await call.Writer.StrikeAsync())
            return;

        var buffer = new WireBuffer();
        wire.Whole(buffer);
        await FinishAsync(call, () => call.SendWholeAsync("application/json", buffer.Written), answer.Pieces.Count);
    }

    private static async Task StreamAsync(Call call, Answer answer, IChatWire wire)
    {
        var pace = new Pace(call);
        call.Context.Response.ContentType = "text/event-stream; charset=utf-8";
        call.Context.Response.Headers.CacheControl = "no-cache";
        await pace.UntilAsync(0);
        if (call.Script.Fault is { IsAtStart: true } && !await call.Writer.StrikeAsync())
            return;
        var buffer = new WireBuffer();
        wire.Opening(buffer);
        if (!await call.Writer.WriteAsync(buffer.Written))
            return;

        for (var i = 0; i < answer.Pieces.Count; i++)
        {
            if (IsDue(call.Script.Fault, i) && !await call.Writer.StrikeAsync())
                return;
            await pace.UntilAsync(i);
            call.Entry.Generated = i + 1;
            buffer.Clear();
            wire.Chunk(buffer, answer.Pieces[i]);
            if (!await call.Writer.WriteAsync(buffer.Written))
                return;
            call.Entry.Written = i + 1;
        }

        if (IsDue(call.Script.Fault, answer.Pieces.Count) && !await call.Writer.StrikeAsync())
            return;
        buffer.Clear();
        wire.Closing(buffer);
        await FinishAsync(call, () => call.Writer.WriteAsync(buffer.Written).AsTask(), answer.Pieces.Count);
    }

    // The row is settled first, so that a client which has read the last byte finds it so.
    private static async Task FinishAsync(Call call, Func<Task<bool>> send, int tokens)
    {
        call.ClientGone.ThrowIfCancellationRequested();
        var entry = call.Entry;
        var writtenBefore = entry.Written;
        if (call.Script.Fault is not { AfterBytes: not null })
            Complete(entry, tokens);
        try
        {
            if (await send())
            {
                if (entry.Ending == Ending.Running)
                    Complete(entry, tokens);
                return;
            }
        }
        catch (OperationCanceledException)
        {
            entry.End(Ending.ClientAborted);
        }

        entry.Written = writtenBefore;
    }

    private static void Complete(BillEntry entry, int tokens)
    {
        entry.Written = tokens;
        entry.End(Ending.Completed);
    }

    private static bool IsDue(Fault? fault, int token) => fault is { AfterChunks: { } after } && after == token;
}
