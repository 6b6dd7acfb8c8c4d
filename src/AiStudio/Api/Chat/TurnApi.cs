using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Idempotency;
using AiStudio.Api.RateLimits;
using AiStudio.Api.Reference;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Chat;

/// <summary>Starts and stops turns for programs; they watch them at <c>/api/turns/{id}/events</c>.</summary>
internal static class TurnApi
{
    public static void MapTurnApi(this IEndpointRouteBuilder routes)
    {
        var turns = routes.MapResource("/api/turns", ApiKeyScope.Chat).WithTags("Turns");
        turns.MapPost("", StartAsync).Answers<StartedTurn>(StatusCodes.Status202Accepted, "Ask a question", ConversationExamples.Started, ConversationExamples.Question);
        turns.MapPost("/{id:guid}/stop", StopAsync).AnswersNothing("Stop an answer");
    }

    // 202: the answer is written whether anybody watches or not.
    private static async Task<IResult> StartAsync(Body<NewTurn> body, HttpContext context, TurnService turns, CancellationToken cancellationToken)
    {
        // What it uses is counted as its calls are recorded.
        await TokenCharge.GiveBackAsync(context);
        var turn = body.Value;
        var grant = context.Features.Get<ApiKeyGrant>();
        if (grant is { Models.Count: > 0 } && !grant.Allows(turn.Model ?? ""))
            return Error.Forbidden("model_not_allowed", "This API key may ask certain models only: name one of them as “model”.").ToProblem(context);
        var request = new AskRequest(turn.ConversationId, turn.ParentMessageId, turn.Text ?? "", turn.AssistantId, turn.Model, context.EffectId()) { Tags = turn.Tags, ApiKeyId = grant?.KeyId, IsCounted = true };
        var started = await turns.AskAsync(context.ApiCaller(), request, cancellationToken);
        if (!started.Succeeded)
            return started.Error.ToProblem(context);
        context.Response.Headers["x-turn-id"] = started.Value.TurnId.ToString();
        return TypedResults.Json(started.Value, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> StopAsync(Guid id, HttpContext context, TurnService turns, CancellationToken cancellationToken) =>
        (await turns.StopAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    /// <summary>A question.</summary>
    /// <param name="Text">What is asked, up to 200,000 characters.</param>
    /// <param name="ConversationId">Where; a new conversation begins without it.</param>
    /// <param name="ParentMessageId">The answer that it follows; the last one without it.</param>
    /// <param name="AssistantId">Who answers; the conversation's assistant, or the default one, without it.</param>
    /// <param name="Model">An alias or pinned id instead of the assistant's.</param>
    /// <param name="Tags">Only documents with one of these tags are read, from this question of the conversation on; an empty list lifts that.</param>
    internal sealed record NewTurn(string? Text, Guid? ConversationId, Guid? ParentMessageId, Guid? AssistantId, string? Model, IReadOnlyList<string>? Tags);
}
