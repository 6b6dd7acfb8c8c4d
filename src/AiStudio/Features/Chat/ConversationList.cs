using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

/// <summary>The queries behind the list at the left.</summary>
internal static class ConversationList
{
    public const int PageSize = 50;
    private const int MostPinned = 200;

    public static async Task<ConversationPage> ReadAsync(StudioDb db, ConversationQuery query, CancellationToken cancellationToken)
    {
        var all = db.Set<Conversation>().AsNoTracking().Where(c => c.DeletedAt == null && (c.ArchivedAt != null) == query.Archived);
        if (query.Search?.Trim() is { Length: > 0 } search)
        {
            var pattern = $"%{Escaped(CleanText.Of(search))}%";
            all = all.Where(c => EF.Functions.ILike(c.Title, pattern, "\\"));
        }

        var cursor = ConversationCursor.Parse(query.Cursor);
        IReadOnlyList<ConversationRow> pinned = cursor is null
            ? await Rows(db, all.Where(c => c.PinnedAt != null).OrderByDescending(c => c.PinnedAt).ThenBy(c => c.Id).Take(MostPinned)).ToListAsync(cancellationToken)
            : [];
        var rest = all.Where(c => c.PinnedAt == null);
        if (cursor is not null)
            rest = rest.Where(c => c.UpdatedAt < cursor.UpdatedAt || (c.UpdatedAt == cursor.UpdatedAt && c.Id.CompareTo(cursor.Id) > 0));
        var rows = await Rows(db, rest.OrderByDescending(c => c.UpdatedAt).ThenBy(c => c.Id).Take(query.Limit + 1)).ToListAsync(cancellationToken);
        return rows.Count <= query.Limit
            ? new ConversationPage(pinned, rows, Next: null)
            : new ConversationPage(pinned, rows[..query.Limit], new ConversationCursor(rows[query.Limit - 1].UpdatedAt, rows[query.Limit - 1].Id).ToString());
    }

    private static IQueryable<ConversationRow> Rows(StudioDb db, IQueryable<Conversation> conversations) => conversations.Select(c => new ConversationRow(
        c.Id, c.Title, c.PinnedAt != null, c.ArchivedAt != null,
        db.Set<Turn>().Any(turn => turn.ConversationId == c.Id && turn.State == TurnState.Running), c.UpdatedAt));

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
