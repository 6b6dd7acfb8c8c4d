using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Reading;

/// <summary>Which documents of its bases an assistant answers from: those it is set to read, and of these what a person has narrowed them to.</summary>
internal static class ReadDocuments
{
    /// <summary>Days begin at midnight in UTC, so that what is narrowed alike on one day is searched alike.</summary>
    public static SearchFilter Of(Assistant assistant, IReadOnlyList<string> narrowedTo, DateTimeOffset now) => new(
        Tags: assistant.ReadTags is { Length: > 0 } tags ? tags : null,
        ChangedAfter: assistant.ReadDays is { } days ? new DateTimeOffset(now.UtcDateTime.Date.AddDays(-days), TimeSpan.Zero) : null,
        AlsoTags: narrowedTo.Count > 0 ? narrowedTo : null);

    /// <summary>What the assistant is set to read now; everything when there is no such assistant.</summary>
    public static async Task<SearchFilter> OfAsync(StudioDb db, Guid assistantId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<Assistant>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == assistantId, cancellationToken) is { } assistant ? Of(assistant, [], now) : new();
}
