using AiStudio.Features.Chat;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Chat;

/// <summary>A person's own conversations for programs of theirs.</summary>
internal static class ConversationApi
{
    private const int LongestPage = 200;

    public static void MapConversationApi(this IEndpointRouteBuilder routes)
    {
        var conversations = routes.MapGroup("/api/conversations").RequireAuthorization(Policies.Member);
        conversations.MapGet("", ListAsync);
        conversations.MapGet("/{id:guid}/messages", MessagesAsync);
        conversations.MapDelete("/{id:guid}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ConversationService service, CancellationToken cancellationToken, string? search = null, bool archived = false, string? cursor = null)
    {
        if (cursor is not null && ConversationCursor.Parse(cursor) is null)
            return Error.Invalid("cursor_invalid", "This cursor is not one that a page of the list ended with.").ToProblem(context);
        var page = await service.ListAsync(context.User.ToCaller()!, new ConversationQuery(search, archived, cursor), cancellationToken);
        return TypedResults.Json(new { data = page.Pinned.Concat(page.Rows), next = page.Next }, ChatJson.Options);
    }

    /// <summary>The active path, from its root; a page begins after the message that is named.</summary>
    private static async Task<IResult> MessagesAsync(
        Guid id, HttpContext context, ConversationService service, CancellationToken cancellationToken, Guid? after = null, int limit = 50)
    {
        if (limit is < 1 or > LongestPage)
            return Error.Invalid("limit_invalid", $"A page has 1 to {LongestPage} messages.").ToProblem(context);
        var conversation = await service.GetAsync(context.User.ToCaller()!, id, cancellationToken);
        if (!conversation.Succeeded)
            return conversation.Error.ToProblem(context);
        var messages = conversation.Value.Messages;
        var start = after is null ? 0 : messages.TakeWhile(message => message.Id != after).Count() + 1;
        if (start > messages.Count)
            return Error.NotFound("message_not_found", "This message is not on the conversation's path.").ToProblem(context);
        var page = messages.Skip(start).Take(limit).ToList();
        return TypedResults.Json(new { data = page, next = start + page.Count < messages.Count ? page[^1].Id : (Guid?)null }, ChatJson.Options);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, ConversationService service, CancellationToken cancellationToken)
    {
        var deleted = await service.DeleteAsync(context.User.ToCaller()!, id, cancellationToken);
        return deleted.Succeeded ? TypedResults.NoContent() : deleted.Error.ToProblem(context);
    }
}
