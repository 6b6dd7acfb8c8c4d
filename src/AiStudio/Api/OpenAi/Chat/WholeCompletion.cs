using System.Buffers;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>An answer in one piece, or several of them to the same question. One that has not the form asked for is mended once, by the same model, and refused if that does not help.</summary>
internal sealed class WholeCompletion(IChatClient chat, ArmRecords arms, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context, ChatRequest request, ChatCalls calls)
    {
        var began = time.GetTimestamp();
        try
        {
            var responses = await CompleteAsync(request, calls, context.RequestAborted);
            WriteHeaders(context, calls, began);
            context.Response.ContentType = "application/json";
            Write(context.Response.BodyWriter, request, responses, calls);
        }
        catch (RefusedRequestException) when (calls.Made.Count > 1)
        {
            WriteHeaders(context, calls, began);
            throw;
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>
    /// Asks, and mends once; for several answers side by side, and all of them or none. Whoever cancels <paramref name="hangingUp"/> wants no answer:
    /// it is cut at the provider, and what was used until then is booked.
    /// </summary>
    public async Task<IReadOnlyList<ChatResponse>> CompleteAsync(ChatRequest request, ChatCalls calls, CancellationToken hangingUp)
    {
        var began = time.GetTimestamp();
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(hangingUp);
            var responses = await SideBySide.AllAsync(calls.Choices.Select(choice => CompleteAsync(request, choice, stop.Token)), stop);
            await arms.RecordAsync(request, calls, responses[0].FinishReason, responses[0].Text, time.GetElapsedTime(began));
            return responses;
        }
        catch (Exception failure) when (failure is GatewayException or RefusedRequestException)
        {
            await arms.RecordAsync(request, calls, null, null, time.GetElapsedTime(began));
            throw;
        }
    }

    /// <summary><paramref name="response"/> itself when it has the form asked for; else what the same model makes of it, or a refusal.</summary>
    public async Task<ChatResponse> MendAsync(ChatRequest request, ChatResponse response, ChoiceCalls calls, CancellationToken hangingUp)
    {
        if (ProblemOf(request, response) is not { } problem)
            return response;
        // One that was cut off is wanted by nobody, mended or not.
        hangingUp.ThrowIfCancellationRequested();
        var mended = await AskAsync(request, StructuredAnswer.Repair(request.Messages, response.Text, problem), calls, hangingUp);
        if (ProblemOf(request, mended) is { } still)
            throw RequestObject.Refused(StructuredAnswer.Refusal(still));
        mended.Usage = CompletionJson.Sum([response.Usage, mended.Usage]);
        return mended;
    }

    public void Write(IBufferWriter<byte> output, ChatRequest request, IReadOnlyList<ChatResponse> responses, ChatCalls calls)
    {
        using var json = new ResponseJson(output);
        CompletionWriter.Write(
            json.Writer, request, responses, CompletionJson.IdOf(calls.Made[0]), time.GetUtcNow().ToUnixTimeSeconds(), calls.Answering[0].Served?.ModelId ?? request.Model);
        json.Writer.Flush();
    }

    private async Task<ChatResponse> CompleteAsync(ChatRequest request, ChoiceCalls calls, CancellationToken hangingUp) =>
        await MendAsync(request, await AskAsync(request, request.Messages, calls, hangingUp), calls, hangingUp);

    private async Task<ChatResponse> AskAsync(ChatRequest request, IEnumerable<ChatMessage> messages, ChoiceCalls calls, CancellationToken hangingUp)
    {
        using var call = calls.Next();
        using var stop = hangingUp.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), call);
        return await chat.GetResponseAsync(messages, request.OptionsFor(call), CancellationToken.None);
    }

    private static string? ProblemOf(ChatRequest request, ChatResponse response) =>
        !ModelRefusal.IsIn(response) && StructuredAnswer.IsHeldToIt(response.FinishReason) ? StructuredAnswer.Problem(request.Settings.ResponseFormat, response.Text) : null;

    private void WriteHeaders(HttpContext context, ChatCalls calls, long began)
    {
        CallHeaders.WriteStart(context.Response.Headers, calls.Answering);
        CallHeaders.WriteEnd(context.Response.Headers, calls.Made, time.GetElapsedTime(began));
    }
}
