using System.Buffers;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>An answer in one piece. One that has not the form asked for is mended once, by the same model, and refused if that does not help.</summary>
internal sealed class WholeCompletion(IChatClient chat, ArmRecords arms, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context, ChatRequest request, ChatCalls calls)
    {
        var began = time.GetTimestamp();
        try
        {
            var response = await CompleteAsync(request, calls, context.RequestAborted);
            WriteHeaders(context, calls, began);
            context.Response.ContentType = "application/json";
            Write(context.Response.BodyWriter, request, response, calls);
        }
        catch (RefusedRequestException) when (calls.Made.Count > 1)
        {
            WriteHeaders(context, calls, began);
            throw;
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Asks, and mends once. Whoever cancels <paramref name="hangingUp"/> wants no answer: it is cut at the provider, and what was used until then is booked.</summary>
    public async Task<ChatResponse> CompleteAsync(ChatRequest request, ChatCalls calls, CancellationToken hangingUp)
    {
        var began = time.GetTimestamp();
        try
        {
            var response = await MendAsync(request, await AskAsync(request, request.Messages, calls, hangingUp), calls, hangingUp);
            await arms.RecordAsync(request, calls, response.FinishReason, response.Text, time.GetElapsedTime(began));
            return response;
        }
        catch (Exception failure) when (failure is GatewayException or RefusedRequestException)
        {
            await arms.RecordAsync(request, calls, null, null, time.GetElapsedTime(began));
            throw;
        }
    }

    /// <summary><paramref name="response"/> itself when it has the form asked for; else what the same model makes of it, or a refusal.</summary>
    public async Task<ChatResponse> MendAsync(ChatRequest request, ChatResponse response, ChatCalls calls, CancellationToken hangingUp)
    {
        if (ProblemOf(request, response) is not { } problem)
            return response;
        var mended = await AskAsync(request, StructuredAnswer.Repair(request.Messages, response.Text, problem), calls, hangingUp);
        if (ProblemOf(request, mended) is { } still)
            throw RequestObject.Refused(StructuredAnswer.Refusal(still));
        mended.Usage = Sum(response.Usage, mended.Usage);
        return mended;
    }

    public void Write(IBufferWriter<byte> output, ChatRequest request, ChatResponse response, ChatCalls calls)
    {
        using var json = new ResponseJson(output);
        CompletionWriter.Write(
            json.Writer, response, request.CitationsIn(response.Text), CompletionJson.IdOf(calls.Made[0]), time.GetUtcNow().ToUnixTimeSeconds(), calls.Made[^1].Served?.ModelId ?? request.Model);
        json.Writer.Flush();
    }

    private async Task<ChatResponse> AskAsync(ChatRequest request, IEnumerable<ChatMessage> messages, ChatCalls calls, CancellationToken hangingUp)
    {
        using var call = calls.Next();
        using var stop = hangingUp.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), call);
        return await chat.GetResponseAsync(messages, request.OptionsFor(call), CancellationToken.None);
    }

    private static string? ProblemOf(ChatRequest request, ChatResponse response) =>
        !ModelRefusal.IsIn(response) && StructuredAnswer.IsHeldToIt(response.FinishReason) ? StructuredAnswer.Problem(request.Settings.ResponseFormat, response.Text) : null;

    private void WriteHeaders(HttpContext context, ChatCalls calls, long began)
    {
        CallHeaders.WriteStart(context.Response.Headers, calls.Made[^1]);
        CallHeaders.WriteEnd(context.Response.Headers, calls.Made, time.GetElapsedTime(began));
    }

    private static UsageDetails? Sum(UsageDetails? first, UsageDetails? second)
    {
        if (first is null || second is null)
            return first ?? second;
        var sum = new UsageDetails();
        sum.Add(first);
        sum.Add(second);
        return sum;
    }
}
