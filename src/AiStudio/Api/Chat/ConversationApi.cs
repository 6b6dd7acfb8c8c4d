using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Chat;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Chat;

/// <summary>A person's own conversations for programs of theirs.</summary>
internal static class ConversationApi
{
    public static void MapConversationApi(this IEndpointRouteBuilder routes)
    {
        var conversations = routes.MapResource("/api/conversations", ApiKeyScope.Chat).WithTags("Conversations");
        conversations.MapGet("", ListAsync).AnswersPage<ConversationRow>("List conversations", ConversationExamples.Row);
        conversations.MapGet("/{id:guid}", GetAsync).Answers<ConversationSummary>("Get a conversation", ConversationExamples.Conversation);
        conversations.MapPatch("/{id:guid}", ChangeAsync).RequireIfMatch()
            .Answers<ConversationSummary>("Rename, pin or archive a conversation", ConversationExamples.Conversation, ConversationExamples.Changes);
        conversations.MapDelete("/{id:guid}", DeleteAsync).AnswersNothing("Delete a conversation");
        conversations.MapGet("/{id:guid}/messages", MessagesAsync).AnswersPage<MessageView>("List the messages of a conversation", ConversationExamples.Message);
    }

    /// <summary>The last used first. The first page has all pinned ones beside its rows.</summary>
    private static async Task<IResult> ListAsync(
        HttpContext context, ConversationService service, CancellationToken cancellationToken,
        string? search = null, bool archived = false, int limit = ConversationList.PageSize, string? cursor = null)
    {
        if (new PageQuery(limit).Problem is { } problem)
            return problem.ToProblem(context);
        if (cursor is not null && ConversationCursor.Parse(cursor) is null)
            return PageQuery.Unreadable.ToProblem(context);
        var page = await service.ListAsync(context.ApiCaller(), new ConversationQuery(search, archived, cursor, limit), cancellationToken);
        return context.PageOf([.. page.Pinned, .. page.Rows], page.Next);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, ConversationService service, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<Conversation, ConversationSummary>(versions, id, caller => service.FindAsync(caller, id, cancellationToken));

    private static async Task<IResult> ChangeAsync(
        Guid id, Body<ConversationChanges> body, HttpContext context, ConversationService service, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await service.ChangeAsync(context.ApiCaller(), id, body.Value, IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, service, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, ConversationService service, CancellationToken cancellationToken) =>
        (await service.DeleteAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    /// <summary>The active path, from its root.</summary>
    private static async Task<IResult> MessagesAsync(
        Guid id, [AsParameters] PageQuery page, HttpContext context, ConversationService service, CancellationToken cancellationToken)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var conversation = await service.GetAsync(context.ApiCaller(), id, cancellationToken);
        if (!conversation.Succeeded)
            return conversation.Error.ToProblem(context);
        var messages = conversation.Value.Messages;
        var start = page.AfterId is not { } last ? 0 : messages.TakeWhile(message => message.Id != last).Count() + 1;
        if (start > messages.Count)
            return Error.NotFound("message_not_found", "This message is not on the conversation's path.").ToProblem(context);
        return messages.Skip(start).Take(page.Rows + 1).ToList().ToPage(context, page, message => message.Id.ToString());
    }
}
