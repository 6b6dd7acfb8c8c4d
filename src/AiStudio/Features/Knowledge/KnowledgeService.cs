using AiStudio.Features.ActivityLog;
using AiStudio.Features.Knowledge.Deletion;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Knowledge;

/// <summary>Knowledge bases: every member reads them, admins write.</summary>
internal sealed class KnowledgeService(StudioDatabase database, TimeProvider time)
{
    private const int LongestName = 200;
    private const int LongestDescription = 2_000;

    public static bool MayWrite(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    /// <summary>Those in use, by name.</summary>
    public async Task<IReadOnlyList<BaseSummary>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<BaseSummary>($"""
            select b.id as "Id", b.name as "Name", b.description as "Description", count(d.id)::int as "Documents", coalesce(sum(d.chunk_count), 0)::int as "Chunks",
                   coalesce(sum(v.size_bytes), 0)::bigint as "SizeBytes", (count(d.id) filter (where d.state = 'failed'))::int as "Failed", max(d.updated_at) as "LastChange",
                   not exists (select 1 from knowledge_base_reader r where r.org_id = b.org_id and r.knowledge_base_id = b.id) as "Everybody"
            from knowledge_base b
            left join document d on d.org_id = b.org_id and d.knowledge_base_id = b.id
            left join document_version v on v.org_id = d.org_id and v.id = d.current_version_id
            where b.org_id = {caller.OrganizationId} and b.archived_at is null
            group by b.org_id, b.id order by lower(b.name), b.id limit 500
            """).ToListAsync(cancellationToken);
    }

    /// <summary>The same in pages, or those in the archive, the newest first, from after <paramref name="before"/> on.</summary>
    public async Task<IReadOnlyList<BaseSummary>> PageAsync(Caller caller, bool archived, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<BaseSummary>($"""
            select b.id as "Id", b.name as "Name", b.description as "Description", count(d.id)::int as "Documents", coalesce(sum(d.chunk_count), 0)::int as "Chunks",
                   coalesce(sum(v.size_bytes), 0)::bigint as "SizeBytes", (count(d.id) filter (where d.state = 'failed'))::int as "Failed", max(d.updated_at) as "LastChange",
                   not exists (select 1 from knowledge_base_reader r where r.org_id = b.org_id and r.knowledge_base_id = b.id) as "Everybody"
            from (select * from knowledge_base k
                  where k.org_id = {caller.OrganizationId} and (k.archived_at is not null) = {archived} and ({before}::uuid is null or k.id < {before}::uuid)
                  order by k.id desc limit {limit}) b
            left join document d on d.org_id = b.org_id and d.knowledge_base_id = b.id
            left join document_version v on v.org_id = d.org_id and v.id = d.current_version_id
            group by b.org_id, b.id, b.name, b.description order by b.id desc
            """).ToListAsync(cancellationToken);
    }

    public async Task<Result<BaseDetail>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<KnowledgeBase>().Where(row => row.Id == id)
            .Select(row => new BaseDetail(row.Id, row.Name, row.Description, row.ArchivedAt != null, row.CreatedAt, row.DeletionJobId))
            .SingleOrDefaultAsync(cancellationToken) is { } found ? found : NotFound;
    }

    public Task<Result<Guid>> CreateAsync(Caller caller, string name, string description, CancellationToken cancellationToken) =>
        CreateAsync(caller, Guid.CreateVersion7(), name, description, cancellationToken);

    /// <summary>The same under an id: made twice, the second time changes nothing.</summary>
    public async Task<Result<Guid>> CreateAsync(Caller caller, Guid id, string name, string description, CancellationToken cancellationToken)
    {
        if ((Check(caller, name) ?? CheckDescription(description)) is { } refusal)
        {
            return refusal;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == id, cancellationToken))
        {
            return id;
        }

        var profile = await db.Set<EmbeddingProfile>().OrderByDescending(row => row.Version).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);
        if (profile is null)
        {
            return Error.Invalid("no_embedding_profile", "No embedding model is set up for this organization, so nothing could be indexed.");
        }

        var knowledge = new KnowledgeBase
        {
            OrganizationId = caller.OrganizationId,
            Id = id,
            Name = name.Trim(),
            Description = description.Trim(),
            EmbeddingProfileId = profile.Value,
            CreatedBy = caller.UserId,
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(knowledge);
        db.LogActivity(caller, "knowledge_base.created", "knowledge_base", id, new { knowledge.Name });
        return await CommitAsync(db, knowledge.Id, cancellationToken);
    }

    public Task<Result<Guid>> RenameAsync(Caller caller, Guid id, string name, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, new BaseChanges(Name: name), version: null, cancellationToken);

    /// <summary>Out of the lists and out of every search; nothing is deleted, citations keep working.</summary>
    public Task<Result<Guid>> ArchiveAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, new BaseChanges(Archived: true), version: null, cancellationToken);

    public Task<Result<Guid>> RestoreAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, new BaseChanges(Archived: false), version: null, cancellationToken);

    /// <summary>How documents are cut that are indexed from now on, in tokens: 50 to 2,000 a chunk, of which at most half is said again by the next.</summary>
    public Task<Result<Guid>> CutAsync(Caller caller, Guid id, int chunkTokens, int overlapTokens, CancellationToken cancellationToken) =>
        chunkTokens is < 50 or > 2_000 || overlapTokens < 0 || overlapTokens > Math.Min(500, chunkTokens / 2)
            ? Task.FromResult<Result<Guid>>(Error.Invalid("chunk_size_invalid", "A chunk has 50 to 2,000 tokens, and at most half of them, up to 500, may be said again by the next one."))
            : ChangeAsync(caller, id, new BaseChanges(ChunkTokens: chunkTokens, OverlapTokens: overlapTokens), version: null, cancellationToken);

    /// <summary>All of the changes or none, on top of the version that was read; null is on top of any. A base that is being deleted takes none (<c>being_deleted</c>, conflict).</summary>
    public async Task<Result<Guid>> ChangeAsync(Caller caller, Guid id, BaseChanges changes, long? version, CancellationToken cancellationToken)
    {
        if ((Check(caller, changes.Name ?? "-") ?? CheckDescription(changes.Description ?? "")) is { } refusal)
        {
            return refusal;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<KnowledgeBase>(db, id, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        if (await db.Set<KnowledgeBase>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } knowledge)
        {
            return NotFound;
        }

        if (knowledge.DeletionJobId is not null)
        {
            return BaseDeletions.Begun;
        }

        knowledge.Name = changes.Name?.Trim() ?? knowledge.Name;
        knowledge.Description = changes.Description?.Trim() ?? knowledge.Description;
        knowledge.ChunkTokens = changes.ChunkTokens ?? knowledge.ChunkTokens;
        knowledge.OverlapTokens = changes.OverlapTokens ?? knowledge.OverlapTokens;
        knowledge.ArchivedAt = changes.Archived switch
        {
            true => knowledge.ArchivedAt ?? time.GetUtcNow(),
            false => null,
            null => knowledge.ArchivedAt,
        };
        var what = changes.Archived switch { true => "archived", false => "restored", null => "changed" };
        db.LogActivity(caller, $"knowledge_base.{what}", "knowledge_base", id, new { knowledge.Name }, Change.Tracked(db, id, nameof(KnowledgeBase.Name)));
        return await CommitAsync(db, id, cancellationToken);
    }

    private static Error NotFound => Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");

    private static Error? CheckDescription(string description) =>
        description.Length > LongestDescription || description.Contains('\0', StringComparison.Ordinal)
            ? Error.Invalid("description_invalid", "A description has at most 2,000 characters.")
            : null;

    private static Error? Check(Caller caller, string name) =>
        !MayWrite(caller) ? Error.Forbidden("admins_only", "Only admins change knowledge bases.")
        : name.Trim() is not { Length: > 0 and <= LongestName } || name.Contains('\0', StringComparison.Ordinal) ? Error.Invalid("name_invalid", "A name has 1 to 200 characters.")
        : null;

    private static async Task<Result<Guid>> CommitAsync(StudioDb db, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
            return id;
        }
        catch (DbUpdateException ex) when (ex.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Error.Conflict("name_taken", "A knowledge base of this name exists already, perhaps in the archive. Choose another name.");
        }
    }
}
