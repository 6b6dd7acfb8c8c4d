using AiStudio.Gateway;
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
        // Whoever hangs up wants no answer. Of several, all begin before any is told: one that fails until then fails the request.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var answers = calls.Choices.Select(choice => new StreamedChoice(chat, whole, request, choice, stop.Token)).ToList();
        try
        {
            var held = await SideBySide.AllAsync(answers.Select(answer => answer.BeginAsync()), stop);
            WriteHeaders(context.Response, calls, over: held.All(all => all), time.GetElapsedTime(began));
            await SendAsync(context, request, calls, answers, began);
        }
        finally
        {
            foreach (var answer in answers)
                await answer.DisposeAsync();
        }
    }

    private async Task SendAsync(HttpContext context, ChatRequest request, ChatCalls calls, List<StreamedChoice> answers, long began)
    {
        using var chunks = new ChunkWriter(
            context.Response.BodyWriter, CompletionJson.IdOf(calls.Made[0]), time.GetUtcNow().ToUnixTimeSeconds(), calls.Answering[0].Served?.ModelId ?? request.Model, request.IncludeUsage);
        try
        {
            var told = await new ChunkRelay(context, request, calls, chunks).SendAsync(answers);
            await arms.RecordAsync(request, calls, told[0].Reason, told[0].Said, time.GetElapsedTime(began));
            if (context.Response.SupportsTrailers())
                CallHeaders.WriteEnd(context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers, calls.Made, time.GetElapsedTime(began));
        }
        catch (Exception failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The others are of no use to anybody: they are not paid for while this is being told.
            answers.ForEach(answer => answer.Stop());
            var error = ErrorOf(failure);
            LogCut(error.Code);
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
        CallHeaders.WriteStart(response.Headers, calls.Answering);
        if (over)
            CallHeaders.WriteEnd(response.Headers, calls.Made, elapsed);
        else
            CallHeaders.WriteFirstToken(response.Headers, calls.Answering, elapsed);
    }

    [LoggerMessage(LogLevel.Warning, "A streamed answer ended early, and its caller was told so: {Code}")]
    private partial void LogCut(string code);

    [LoggerMessage(LogLevel.Error, "A streamed answer broke")]
    private partial void LogBroken(Exception failure);
}
