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

    private static readonly Error NoTitle = Error.Invalid("title_invalid", $"A title has 1 to {Conversation.LongestTitle} characters.");

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
            : new ConversationView(id, conversation.Title, conversation.AssistantId, conversation.NarrowedTags, await ConversationPath.ReadAsync(db, conversation, cancellationToken));
    }

    public async Task<Result<ConversationSummary>> FindAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<Conversation>().AsNoTracking().Where(c => c.Id == id && c.DeletedAt == null)
            .Select(c => new ConversationSummary(c.Id, c.Title, c.AssistantId, c.PinnedAt != null, c.ArchivedAt != null, c.CreatedAt, c.UpdatedAt))
            .SingleOrDefaultAsync(cancellationToken) is { } found ? found : NoConversation;
    }

    /// <summary>All of the changes or none, on top of the version that was read; null is on top of any.</summary>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, ConversationChanges changes, long? version, CancellationToken cancellationToken)
    {
        var title = changes.Title is null ? null : CleanText.Of(changes.Title).Trim();
        if (title is { Length: 0 or > Conversation.LongestTitle })
            return NoTitle;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<Conversation>(db, id, version, cancellationToken) is { } stale)
            return stale;
        if (await db.Set<Conversation>().SingleOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, cancellationToken) is not { } conversation)
            return NoConversation;
        conversation.Title = title ?? conversation.Title;
        if (changes.Pinned is { } pinned)
            conversation.PinnedAt = pinned ? conversation.PinnedAt ?? time.GetUtcNow() : null;
        if (changes.Archived is { } archived)
            conversation.ArchivedAt = archived ? conversation.ArchivedAt ?? time.GetUtcNow() : null;
        await db.NotifyConversationAsync(id, turnId: null, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    public Task<Result<Done>> RenameAsync(Caller caller, Guid id, string title, CancellationToken cancellationToken)
    {
        title = CleanText.Of(title).Trim();
        return title.Length is 0 or > Conversation.LongestTitle
            ? Task.FromResult<Result<Done>>(NoTitle)
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
