using System.Text;
using AiStudio.Gateway;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// An answer as server-sent events. Nothing is sent before there is something to send, so that what fails until then has its own status;
/// what fails later is an error event and an end of the connection, and the good end is only told when usage is committed.
/// </summary>
internal sealed partial class StreamedCompletion(IChatClient chat, TimeProvider time, ILogger<StreamedCompletion> logger)
{
    public async Task AnswerAsync(HttpContext context, ChatRequest request, ChatCalls calls)
    {
        var began = time.GetTimestamp();
        using var call = calls.Next();
        // Whoever hangs up wants no answer: it is cut at the provider, and what was used until then is booked.
        using var hangingUp = context.RequestAborted.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), call);
        await using var updates = chat.GetStreamingResponseAsync(request.Messages, request.OptionsFor(call), CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        var some = await updates.MoveNextAsync();

        WriteHeaders(context.Response, calls);
        using var chunks = new ChunkWriter(
            context.Response.BodyWriter, CompletionJson.IdOf(call), time.GetUtcNow().ToUnixTimeSeconds(), call.Served?.ModelId ?? request.Model, request.IncludeUsage);
        try
        {
            chunks.Role(text: !some || updates.Current.Contents is not [FunctionCallContent, ..]);
            await WriteAsync(context, request, updates, some, chunks);
            if (context.Response.SupportsTrailers())
                CallHeaders.WriteEnd(context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers, [call], time.GetElapsedTime(began));
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

    private static async Task WriteAsync(HttpContext context, ChatRequest request, IAsyncEnumerator<ChatResponseUpdate> updates, bool some, ChunkWriter chunks)
    {
        // Kept only where something is done with the whole.
        var said = request.Settings.ResponseFormat is null && request.Passages.Count == 0 ? null : new StringBuilder();
        (ChatFinishReason? reason, UsageDetails? usage) = (null, null);
        while (some)
        {
            reason = updates.Current.FinishReason ?? reason;
            foreach (var content in updates.Current.Contents)
            {
                if (content is TextContent { Text.Length: > 0 } text)
                {
                    said?.Append(text.Text);
                    chunks.Text(text.Text);
                }
                else if (content is FunctionCallContent toolCall)
                {
                    chunks.ToolCall(toolCall);
                }
                else if (content is UsageContent used)
                {
                    usage = used.Details;
                }
            }

            var next = updates.MoveNextAsync();
            // What has come already goes out together.
            if (!next.IsCompleted)
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            some = await next;
        }

        // One that was stopped ends well for its caller, who is gone; whoever watches it is not told that it was complete.
        context.RequestAborted.ThrowIfCancellationRequested();
        if (said is not null && StructuredAnswer.IsHeldToIt(reason) && StructuredAnswer.Problem(request.Settings.ResponseFormat, said.ToString()) is { } problem)
            throw RequestObject.Refused(StructuredAnswer.Refusal(problem));
        chunks.End(reason, usage, request.CitationsIn(said?.ToString() ?? ""));
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

    private static void WriteHeaders(HttpResponse response, ChatCalls calls)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        // A proxy that collects the answer would make a stream useless.
        response.Headers["x-accel-buffering"] = "no";
        response.Headers[CallHeaders.TurnId] = calls.TurnId.ToString();
        CallHeaders.WriteStart(response.Headers, calls.Made[^1]);
    }

    [LoggerMessage(LogLevel.Error, "A streamed answer broke")]
    private partial void LogBroken(Exception failure);
}
