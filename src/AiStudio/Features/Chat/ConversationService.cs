using System.Linq.Expressions;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace AiStudio.Features.Chat;

/// <summary>A person's own conversations. The database shows nobody else's.</summary>
internal sealed class ConversationService(StudioDatabase database, TimeProvider time)
{
    private static readonly Error NoConversation = Error.NotFound("conversation_not_found", "This conversation does not exist any more.");

    public async Task<ConversationPage> ListAsync(Caller caller, ConversationQuery query, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ConversationList.ReadAsync(db, query, cancellationToken);
    }

    public async Task<Result<ConversationView>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, cancellationToken);
        return conversation is null
            ? NoConversation
            : new ConversationView(id, conversation.Title, conversation.AssistantId, await ConversationPath.ReadAsync(db, conversation, cancellationToken));
    }

    public Task<Result<Done>> RenameAsync(Caller caller, Guid id, string title, CancellationToken cancellationToken)
    {
        title = CleanText.Of(title).Trim();
        return title.Length is 0 or > Conversation.LongestTitle
            ? Task.FromResult<Result<Done>>(Error.Invalid("title_invalid", $"A title has 1 to {Conversation.LongestTitle} characters."))
            : ChangeAsync(caller, c => c.Id == id && c.DeletedAt == null, id, set => set.SetProperty(c => c.Title, title), cancellationToken);
    }

    public Task<Result<Done>> PinAsync(Caller caller, Guid id, bool pinned, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = pinned ? time.GetUtcNow() : null;
        return ChangeAsync(caller, c => c.Id == id && c.DeletedAt == null, id, set => set.SetProperty(c => c.PinnedAt, at), cancellationToken);
    }

    public Task<Result<Done>> ArchiveAsync(Caller caller, Guid id, bool archived, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = archived ? time.GetUtcNow() : null;
        return ChangeAsync(caller, c => c.Id == id && c.DeletedAt == null, id, set => set.SetProperty(c => c.ArchivedAt, at), cancellationToken);
    }

    /// <summary>Hides it; <see cref="UndoDeleteAsync"/> brings it back.</summary>
    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = time.GetUtcNow();
        return ChangeAsync(caller, c => c.Id == id && c.DeletedAt == null, id, set => set.SetProperty(c => c.DeletedAt, at), cancellationToken);
    }

    public Task<Result<Done>> UndoDeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, c => c.Id == id && c.DeletedAt != null, id, set => set.SetProperty(c => c.DeletedAt, (DateTimeOffset?)null), cancellationToken);

    private async Task<Result<Done>> ChangeAsync(
        Caller caller,
        Expression<Func<Conversation, bool>> which,
        Guid id,
        Action<UpdateSettersBuilder<Conversation>> change,
        CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Conversation>().Where(which).ExecuteUpdateAsync(change, cancellationToken) == 0)
            return NoConversation;
        await db.NotifyConversationAsync(id, turnId: null, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
