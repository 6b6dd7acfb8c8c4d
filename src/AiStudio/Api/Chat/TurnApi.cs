using AiStudio.Api.Idempotency;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Chat;

/// <summary>Starts and stops turns for programs; they watch them at <c>/api/turns/{id}/events</c>.</summary>
internal static class TurnApi
{
    public static void MapTurnApi(this IEndpointRouteBuilder routes)
    {
        var turns = routes.MapGroup("/api/turns").RequireAuthorization(Policies.Member);
        turns.MapPost("", StartAsync);
        turns.MapPost("/{id:guid}/stop", StopAsync);
    }

    // 202: the answer is written whether anybody watches or not.
    private static async Task<IResult> StartAsync(NewTurn turn, HttpContext context, TurnService turns, CancellationToken cancellationToken)
    {
        var request = new AskRequest(turn.ConversationId, turn.ParentMessageId, turn.Text ?? "", turn.AssistantId, turn.Model, context.EffectId());
        var started = await turns.AskAsync(context.User.ToCaller()!, request, cancellationToken);
        if (!started.Succeeded)
            return started.Error.ToProblem(context);
        context.Response.Headers["x-turn-id"] = started.Value.TurnId.ToString();
        return TypedResults.Json(started.Value, ChatJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> StopAsync(Guid id, HttpContext context, TurnService turns, CancellationToken cancellationToken)
    {
        var stopped = await turns.StopAsync(context.User.ToCaller()!, id, cancellationToken);
        return stopped.Succeeded ? TypedResults.NoContent() : stopped.Error.ToProblem(context);
    }

    internal sealed record NewTurn(Guid? ConversationId, Guid? ParentMessageId, string? Text, Guid? AssistantId, string? Model);
}
