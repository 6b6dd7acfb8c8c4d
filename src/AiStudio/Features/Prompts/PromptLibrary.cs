using AiStudio.Features.Prompts.Protection;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>What admins read of prompts: which there are, their versions, and where labels stood.</summary>
internal sealed class PromptLibrary(StudioDatabase database)
{
    public const int MostVersions = 500;
    private const int MostMoves = 50;

    public static bool MayManage(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    /// <summary>By name. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<PromptEntry>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<PromptEntry>($"""
            select p.slug as "Slug", p.name as "Name", count(v.id)::integer as "Versions", coalesce(max(v.created_at), p.created_at) as "ChangedAt",
                   (select s.version from prompt_label l join prompt_version s on s.org_id = l.org_id and s.id = l.version_id
                    where l.org_id = p.org_id and l.prompt_id = p.id and l.label = {PromptLabel.Production}) as "Production"
            from prompt p left join prompt_version v on v.org_id = p.org_id and v.prompt_id = p.id
            where p.org_id = {caller.OrganizationId} and p.archived_at is null
            group by p.org_id, p.id
            order by lower(p.name), p.id
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Errors: <c>no_prompt</c> (not found), also for who may not see it.</summary>
    public async Task<Result<PromptDetail>> OpenAsync(Caller caller, string slug, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var prompt = MayManage(caller) ? await db.Set<Prompt>().AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug && row.ArchivedAt == null, cancellationToken) : null;
        if (prompt is null)
            return NotFound;
        // Accounts have no tenant: versions of this tenant's prompt are what keeps the others' out.
        var versions = await db.Database.SqlQuery<VersionEntry>($"""
            select v.id as "Id", v.version as "Version", v.note as "Note", u.display_name as "Author", v.created_at as "CreatedAt", v.tags as "Tags",
                   array(select l.label from prompt_label l where l.org_id = v.org_id and l.version_id = v.id order by l.label) as "Labels",
                   exists (select 1 from label_move m where m.org_id = v.org_id and m.prompt_id = v.prompt_id and m.to_version_id = v.id and m.label = {PromptLabel.Production})
                   or exists (select 1 from prompt_label l where l.org_id = v.org_id and l.version_id = v.id and l.label = {PromptLabel.Production}) as "StoodInProduction"
            from prompt_version v left join app_user u on u.id = v.author_id
            where v.org_id = {caller.OrganizationId} and v.prompt_id = {prompt.Id}
            order by string_to_array(v.version, '.')::integer[] desc
            limit {MostVersions}
            """).ToListAsync(cancellationToken);
        var moves = await db.Database.SqlQuery<MoveEntry>($"""
            select m.label as "Label", f.version as "FromVersion", t.version as "ToVersion", u.display_name as "By", m.reason as "Reason", m.moved_at as "MovedAt"
            from label_move m join prompt_version t on t.org_id = m.org_id and t.id = m.to_version_id
            left join prompt_version f on f.org_id = m.org_id and f.id = m.from_version_id left join app_user u on u.id = m.moved_by
            where m.org_id = {caller.OrganizationId} and m.prompt_id = {prompt.Id}
            order by m.moved_at desc, m.id desc
            limit {MostMoves}
            """).ToListAsync(cancellationToken);
        var isProtected = await db.Set<ProtectedLabel>().AsNoTracking().Select(row => row.Label).ToListAsync(cancellationToken);
        return new PromptDetail(prompt.Id, prompt.Slug, prompt.Name, versions, moves) { ProtectedLabels = [.. isProtected.Order(StringComparer.Ordinal)] };
    }

    /// <summary>What a version says. Errors: <c>no_prompt_version</c> (not found).</summary>
    public async Task<Result<VersionView>> ReadAsync(Caller caller, Guid versionId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var version = MayManage(caller) ? await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == versionId, cancellationToken) : null;
        return version is null
            ? NoVersion
            : new VersionView(version.Id, version.Version, Convert.ToHexStringLower(version.ContentHash)[..8], version.Content, version.Includes)
            {
                Whole = new(version.Body ?? version.Template) { Variables = version.Variables, Settings = version.Settings },
            };
    }

    /// <summary>What of these prompts would be put into another now, by their names; nothing for who may not see it.</summary>
    public async Task<IReadOnlyDictionary<string, PromptVersion>> IncludableAsync(Caller caller, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (!MayManage(caller) || names.Count == 0)
            return new Dictionary<string, PromptVersion>();
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await PromptIncludes.FindAsync(db, names, cancellationToken);
    }

    internal static Error NoVersion => Error.NotFound("no_prompt_version", "There is no such version.");

    internal static Error NotFound => Error.NotFound("no_prompt", "There is no such prompt.");
}
