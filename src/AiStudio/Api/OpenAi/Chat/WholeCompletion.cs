using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>An answer in one piece. One that has not the form asked for is mended once, by the same model, and refused if that does not help.</summary>
internal sealed class WholeCompletion(IChatClient chat, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context, ChatRequest request, Func<GatewayCall> newCall)
    {
        var began = time.GetTimestamp();
        using var first = newCall();
        var calls = new List<GatewayCall> { first };
        var response = await AskAsync(context, request, request.Messages, first);
        if (ProblemOf(request, response) is { } problem)
        {
            using var second = newCall();
            calls.Add(second);
            var mended = await AskAsync(context, request, StructuredAnswer.Repair(request.Messages, response.Text, problem), second);
            WriteHeaders(context, calls, began);
            if (ProblemOf(request, mended) is { } still)
                throw RequestObject.Refused(StructuredAnswer.Refusal(still));
            mended.Usage = Sum(response.Usage, mended.Usage);
            response = mended;
        }

        WriteHeaders(context, calls, began);
        context.Response.ContentType = "application/json";
        using var json = new ResponseJson(context.Response.BodyWriter);
        CompletionWriter.Write(json.Writer, response, request.CitationsIn(response.Text), CompletionJson.IdOf(first), time.GetUtcNow().ToUnixTimeSeconds(), calls[^1].Served?.ModelId ?? request.Model);
        json.Writer.Flush();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task<ChatResponse> AskAsync(HttpContext context, ChatRequest request, IEnumerable<ChatMessage> messages, GatewayCall call)
    {
        // Whoever hangs up wants no answer: it is cut at the provider, and what was used until then is booked.
        using var hangingUp = context.RequestAborted.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), call);
        return await chat.GetResponseAsync(messages, request.OptionsFor(call), CancellationToken.None);
    }

    private static string? ProblemOf(ChatRequest request, ChatResponse response) =>
        StructuredAnswer.IsHeldToIt(response.FinishReason) ? StructuredAnswer.Problem(request.Settings.ResponseFormat, response.Text) : null;

    private void WriteHeaders(HttpContext context, List<GatewayCall> calls, long began)
    {
        CallHeaders.WriteStart(context.Response.Headers, calls[^1]);
        CallHeaders.WriteEnd(context.Response.Headers, calls, time.GetElapsedTime(began));
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
