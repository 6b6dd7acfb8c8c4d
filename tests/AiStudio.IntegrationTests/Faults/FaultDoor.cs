using AiStudio.Api;
using AiStudio.Api.Idempotency;
using AiStudio.Api.OpenAi;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Edge;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>The way in from the network to a node's gateway: the real edge and the real answers of <c>/v1/chat/completions</c>, on a socket.</summary>
internal static class FaultDoor
{
    public const string Path = "/v1/chat/completions";

    public static Task<EdgeNode> OpenAsync(FaultRun run, FaultNode node)
    {
        var arms = new ArmRecords(run.Database.Studio, NullLogger<ArmRecords>.Instance);
        var whole = new WholeCompletion(node.Chat, arms, run.Time);
        var streamed = new StreamedCompletion(node.Chat, whole, arms, run.Time, NullLogger<StreamedCompletion>.Instance);
        return EdgeNode.StartAsync(run.Database, app =>
        {
            app.UseMiddleware<OpenAiEdge>();
            app.MapPost(Path, async (HttpContext context) =>
            {
                var request = await RequestBody.ReadAsync(context.Request, ChatRequestReader.Read, context.RequestAborted);
                var calls = new ChatCalls(context.EffectId(), number => Call(run, context, request, number));
                await (request.Stream ? streamed.AnswerAsync(context, request, calls) : whole.AnswerAsync(context, request, calls));
            }).RequireAuthorization(Policies.Member);
        });
    }

    public static string Body(string model, bool stream, string text = "Please count for me") =>
        $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{text}}"}]}""";

    private static GatewayCall Call(FaultRun run, HttpContext context, ChatRequest request, byte number)
    {
        var caller = RequestCaller.Of(context)!;
        var call = new GatewayCall(new(caller.OrganizationId, caller.UserId, null, "chat"), request.Model, context.CallId(number));
        // What its callers hear, they hear on their sockets.
        run.Calls.Enqueue(new Heard(new Ask(request.Model, request.Stream) { HangUpAfter = 0 }, call));
        Correlation.Begin(call.Id);
        return call;
    }
}
