using AiStudio.Features.ActivityLog;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat.Reading;

/// <summary>Which bases assistants read, and which documents of them: shown to and changed by admins. Errors: <c>admins_only</c> (forbidden), <c>assistant_not_found</c>.</summary>
internal sealed class AssistantReadings(StudioDatabase database)
{
    public const int LongestDays = 3_650;
    private const int MostBases = 50;
    private const int MostTagsOffered = 200;

    /// <summary>The default assistant first, then by name.</summary>
    public async Task<Result<IReadOnlyList<AssistantReading>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
            return Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ReadAsync(db, null, cancellationToken);
    }

    public async Task<Result<AssistantReading>> GetAsync(Caller caller, Guid assistantId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
            return Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ReadAsync(db, assistantId, cancellationToken) is [var found] ? found : NotFound;
    }

    /// <summary>
    /// From the next question on, on top of the version of the assistant that was read; null is on top of any. Besides: <c>tags_invalid</c>, <c>days_invalid</c>, <c>bases_invalid</c> (invalid), <c>stale</c>.
    /// </summary>
    public async Task<Result<Done>> SaveAsync(Caller caller, Guid assistantId, ReadingChoice choice, long? version, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
            return Forbidden;
        if (choice.Days is < 1 or > LongestDays)
            return Error.Invalid("days_invalid", "Documents are read of the last 1 to 3,650 days, or of every age.");
        if (DocumentTag.AllOf(choice.Tags) is not { } tags)
            return DocumentTag.Invalid;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<Assistant>(db, assistantId, version, cancellationToken) is { } stale)
            return stale;
        if (await ReadAsync(db, assistantId, cancellationToken) is not [var before])
            return NotFound;
        var bases = choice.BaseIds.Distinct().ToArray();
        // One that was archived since may stay: it is found again when it comes back.
        var kept = before.Bases.Select(known => known.Id).ToArray();
        if (bases.Length > MostBases || await db.Set<KnowledgeBase>().CountAsync(row => bases.Contains(row.Id) && (row.ArchivedAt == null || kept.Contains(row.Id)), cancellationToken) != bases.Length)
            return Error.Invalid("bases_invalid", $"An assistant names up to {MostBases} knowledge bases, and none that is in the archive.");
        await StoreAsync(db, assistantId, bases, tags, choice.Days, cancellationToken);
        var after = (await ReadAsync(db, assistantId, cancellationToken))[0];
        db.LogActivity(caller, "assistant.reading_changed", "assistant", assistantId, new { before.Name }, new Change(Told(before), Told(after)));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>The tags of documents that the assistant reads and the caller may read, by name: what a question can be narrowed to.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(Caller caller, Guid assistantId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var bases = (await AssistantBases.IdsAsync(db, assistantId, cancellationToken)).ToArray();
        return await db.Database.SqlQuery<string>($"""
            select distinct tag as "Value"
            from assistant a join document d on d.org_id = a.org_id and d.knowledge_base_id = any({bases}) and (cardinality(a.read_tags) = 0 or d.tags && a.read_tags)
            cross join unnest(d.tags) as tag
            where a.org_id = {caller.OrganizationId} and a.id = {assistantId} order by 1 limit {MostTagsOffered}
            """).ToListAsync(cancellationToken);
    }

    private static async Task StoreAsync(StudioDb db, Guid assistantId, Guid[] bases, string[] tags, int? days, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"update assistant set read_tags = {tags}, read_days = {days} where org_id = {organization} and id = {assistantId}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from assistant_knowledge where org_id = {organization} and assistant_id = {assistantId} and knowledge_base_id <> all({bases})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into assistant_knowledge (org_id, assistant_id, knowledge_base_id) select {organization}, {assistantId}, base from unnest({bases}) as base on conflict do nothing
            """, cancellationToken);
    }

    private static async Task<List<AssistantReading>> ReadAsync(StudioDb db, Guid? only, CancellationToken cancellationToken)
    {
        var assistants = await db.Set<Assistant>().AsNoTracking().Where(row => row.ArchivedAt == null && (only == null || row.Id == only))
            .OrderByDescending(row => row.IsDefault).ThenBy(row => row.Name).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var named = await (
            from row in db.Set<AssistantKnowledge>()
            join knowledge in db.Set<KnowledgeBase>() on row.KnowledgeBaseId equals knowledge.Id
            where only == null || row.AssistantId == only
            orderby knowledge.Name
            select new { row.AssistantId, Base = new ReadBase(knowledge.Id, knowledge.Name, knowledge.ArchivedAt != null) }).ToListAsync(cancellationToken);
        var bases = named.ToLookup(row => row.AssistantId, row => row.Base);
        return assistants.ConvertAll(assistant => new AssistantReading(assistant.Id, assistant.Name, [.. bases[assistant.Id]], assistant.ReadTags, assistant.ReadDays));
    }

    private static object Told(AssistantReading reading) => new { bases = reading.Bases.Select(known => known.Name), reading.Tags, reading.Days };

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins change what assistants read.");

    private static Error NotFound => Error.NotFound("assistant_not_found", "This assistant does not exist any more.");
}
