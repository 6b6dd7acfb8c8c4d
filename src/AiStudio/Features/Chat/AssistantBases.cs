using AiStudio.Features.Knowledge;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

/// <summary>Which knowledge bases an assistant reads: those it names, or, when it names none, all of its organization.</summary>
internal static class AssistantBases
{
    public static async Task<IReadOnlyList<Guid>> IdsAsync(StudioDb db, Guid assistantId, CancellationToken cancellationToken) =>
        await Read(db).Where(read => read.AssistantId == assistantId).Select(read => read.BaseId).ToListAsync(cancellationToken);

    /// <summary>The names by assistant, of all assistants in one query.</summary>
    public static async Task<ILookup<Guid, string>> NamesAsync(StudioDb db, CancellationToken cancellationToken) =>
        (await Read(db).OrderBy(read => read.Name).ToListAsync(cancellationToken)).ToLookup(read => read.AssistantId, read => read.Name);

    private static IQueryable<ReadBase> Read(StudioDb db)
    {
        var named = db.Set<AssistantKnowledge>();
        return
            from assistant in db.Set<Assistant>()
            from knowledge in db.Set<KnowledgeBase>()
            where assistant.ArchivedAt == null && knowledge.ArchivedAt == null
            where named.Any(row => row.AssistantId == assistant.Id && row.KnowledgeBaseId == knowledge.Id) || !named.Any(row => row.AssistantId == assistant.Id)
            select new ReadBase { AssistantId = assistant.Id, BaseId = knowledge.Id, Name = knowledge.Name };
    }

    private sealed class ReadBase
    {
        public required Guid AssistantId { get; init; }

        public required Guid BaseId { get; init; }

        public required string Name { get; init; }
    }
}
