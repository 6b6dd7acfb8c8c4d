using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// An answer as server-sent events. Nothing is sent before there is something to send, so that what fails until then has its own status;
/// what fails later is an error event and an end of the connection, and the good end is only told when usage is committed.
/// What headers cannot tell, because it is known at the end only, the usage chunk does; where the protocol has trailers, so do they.
/// </summary>
internal sealed partial class StreamedCompletion(IChatClient chat, WholeCompletion whole, ArmRecords arms, TimeProvider time, ILogger<StreamedCompletion> logger)
{
    public async Task AnswerAsync(HttpContext context, ChatRequest request, ChatCalls calls)
    {
        var began = time.GetTimestamp();
        try
        {
            await StreamAsync(context, request, calls, began);
        }
        catch (Exception failure) when (failure is GatewayException or RefusedRequestException or BrokenStreamException)
        {
            await arms.RecordAsync(request, calls, null, null, time.GetElapsedTime(began));
            throw;
        }
    }

    private async Task StreamAsync(HttpContext context, ChatRequest request, ChatCalls calls, long began)
    {
        using var call = calls.Next();
        // Whoever hangs up wants no answer: it is cut at the provider, and what was used until then is booked.
        using var hangingUp = context.RequestAborted.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), call);
        var options = request.OptionsFor(call);
        await using var live = chat.GetStreamingResponseAsync(request.Messages, options, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        var some = await live.MoveNextAsync();
        if (AnswerForm.IsGuaranteed(call, options))
        {
            await SendAsync(context, request, calls, new(live, some), began);
            return;
        }

        await using var held = (await HeldBackAsync(request, calls, new(live, some), context.RequestAborted)).ToAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
        await SendAsync(context, request, calls, new(held, await held.MoveNextAsync(), Over: true), began);
    }

    // What has been handed out cannot be mended: where nobody guarantees the form that was asked for, the answer is checked first.
    private async Task<List<ChatResponseUpdate>> HeldBackAsync(ChatRequest request, ChatCalls calls, Begun answer, CancellationToken hangingUp)
    {
        var said = new List<ChatResponseUpdate>();
        for (var some = answer.Some; some; some = await answer.Updates.MoveNextAsync())
            said.Add(answer.Updates.Current);
        hangingUp.ThrowIfCancellationRequested();
        var response = said.ToChatResponse();
        var mended = await whole.MendAsync(request, response, calls, hangingUp);
        return mended == response ? said : [.. mended.ToChatResponseUpdates()];
    }

    private async Task SendAsync(HttpContext context, ChatRequest request, ChatCalls calls, Begun answer, long began)
    {
        WriteHeaders(context.Response, calls, answer.Over, time.GetElapsedTime(began));
        using var chunks = new ChunkWriter(
            context.Response.BodyWriter, CompletionJson.IdOf(calls.Made[0]), time.GetUtcNow().ToUnixTimeSeconds(), calls.Made[^1].Served?.ModelId ?? request.Model, request.IncludeUsage);
        try
        {
            var (reason, said) = await new ChunkRelay(context, request, calls, chunks).SendAsync(answer.Updates, answer.Some);
            await arms.RecordAsync(request, calls, reason, said, time.GetElapsedTime(began));
            if (context.Response.SupportsTrailers())
                CallHeaders.WriteEnd(context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers, calls.Made, time.GetElapsedTime(began));
        }
        catch (Exception failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            var error = ErrorOf(failure);
            chunks.Error(error);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            throw new BrokenStreamException(error);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private OpenAiError ErrorOf(Exception failure)
    {
        switch (failure)
        {
            case GatewayException gateway:
                return OpenAiErrors.Of(gateway);
            case RefusedRequestException refused:
                return refused.Error;
            default:
                LogBroken(failure);
                return OpenAiErrors.Internal;
        }
    }

    private static void WriteHeaders(HttpResponse response, ChatCalls calls, bool over, TimeSpan elapsed)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        // A proxy that collects the answer would make a stream useless.
        response.Headers["x-accel-buffering"] = "no";
        response.Headers[CallHeaders.TurnId] = calls.TurnId.ToString();
        CallHeaders.WriteStart(response.Headers, calls.Made[^1]);
        if (over)
            CallHeaders.WriteEnd(response.Headers, calls.Made, elapsed);
        else
            CallHeaders.WriteFirstToken(response.Headers, calls.Made[^1], elapsed);
    }

    [LoggerMessage(LogLevel.Error, "A streamed answer broke")]
    private partial void LogBroken(Exception failure);

    /// <param name="Updates">The answer, at its first update.</param>
    /// <param name="Some">Whether there is one.</param>
    /// <param name="Over">Whether all of it is there, because it was held back.</param>
    private readonly record struct Begun(IAsyncEnumerator<ChatResponseUpdate> Updates, bool Some, bool Over = false);
}
