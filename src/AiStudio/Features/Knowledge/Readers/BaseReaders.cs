using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Readers;

/// <summary>
/// Who may read a base: everybody in the organization, or those of some roles, groups and people. The database holds every query to it. Owners and admins always may,
/// since they look after it. Errors: <c>admins_only</c>, <c>knowledge_base_not_found</c>, <c>reader_not_found</c>, <c>readers_invalid</c>, <c>stale</c>.
/// </summary>
internal sealed class BaseReaders(StudioDatabase database)
{
    /// <summary>Groups and people together.</summary>
    public const int MostReaders = 500;

    private static readonly string[] s_roles = ["member", "finance"];

    public static Error Forbidden => Error.Forbidden("admins_only", "Only admins say who reads a knowledge base.");

    public async Task<Result<ReaderList>> ReadAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId, cancellationToken))
        {
            return NotFound;
        }

        return await ListAsync(db, baseId, cancellationToken);
    }

    /// <summary>These and no others, on top of the version of the base that was read; null is on top of any.</summary>
    public Task<Result<Done>> SetAsync(Caller caller, Guid baseId, ReaderChoice choice, long? version, CancellationToken cancellationToken) =>
        ChangeAsync(caller, baseId, _ => choice, version, cancellationToken);

    /// <summary>Those that <paramref name="change"/> makes of the present ones.</summary>
    public Task<Result<Done>> ChangeAsync(Caller caller, Guid baseId, Func<ReaderChoice, ReaderChoice> change, CancellationToken cancellationToken) =>
        ChangeAsync(caller, baseId, change, version: null, cancellationToken);

    private async Task<Result<Done>> ChangeAsync(Caller caller, Guid baseId, Func<ReaderChoice, ReaderChoice> change, long? version, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<KnowledgeBase>(db, baseId, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        var choice = change((await ListAsync(db, baseId, cancellationToken)).ToChoice());
        if ((Check(choice) ?? await MissingAsync(db, baseId, choice, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        await WriteAsync(db, baseId, choice, cancellationToken);
        db.LogActivity(caller, "knowledge_base.readers_changed", "knowledge_base", baseId, choice.Everybody
            ? new { everybody = true }
            : new { roles = choice.Roles, groups = choice.GroupIds, people = choice.UserIds });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static Error? Check(ReaderChoice choice) =>
        choice.Roles.Except(s_roles).FirstOrDefault() is { } role
            ? Error.Invalid("readers_invalid", $"“{role}” is no role that can be a reader: “member” and “finance” are. Owners and admins always read.")
            : choice.GroupIds.Count + choice.UserIds.Count > MostReaders
            ? Error.OverLimit("readers_too_many", $"A base has at most {MostReaders} groups and people as readers. Put people into groups.")
            : null;

    private static async Task<ReaderList> ListAsync(StudioDb db, Guid baseId, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<Row>($"""
            select r.role as "Role", r.group_id as "GroupId", g.name as "GroupName", r.user_id as "UserId", u.display_name as "UserName", u.email as "Email",
                   (select count(*)::int from reader_group_member m where m.org_id = r.org_id and m.group_id = r.group_id) as "Members"
            from knowledge_base_reader r
            left join reader_group g on g.org_id = r.org_id and g.id = r.group_id
            left join membership m on m.org_id = r.org_id and m.user_id = r.user_id
            left join app_user u on u.id = m.user_id
            where r.org_id = {db.Scope.OrganizationId} and r.knowledge_base_id = {baseId}
            order by r.role, lower(g.name), lower(u.display_name), r.user_id
            """).ToListAsync(cancellationToken);
        return new ReaderList(
            rows.Count == 0,
            [.. rows.Where(row => row.Role is not null).Select(row => row.Role!)],
            [.. rows.Where(row => row.GroupId is not null).Select(row => new GroupReader(row.GroupId!.Value, row.GroupName ?? "", row.Members))],
            [.. rows.Where(row => row.UserId is not null).Select(row => new PersonReader(row.UserId!.Value, row.UserName ?? "", row.Email ?? ""))]);
    }

    private static async Task<Error?> MissingAsync(StudioDb db, Guid baseId, ReaderChoice choice, CancellationToken cancellationToken)
    {
        Guid[] groups = [.. choice.GroupIds.Distinct()], people = [.. choice.UserIds.Distinct()];
        var known = await db.Database.SqlQuery<Known>($"""
            select exists (select 1 from knowledge_base where org_id = {db.Scope.OrganizationId} and id = {baseId}) as "Base",
                   (select count(*)::int from reader_group where org_id = {db.Scope.OrganizationId} and id = any ({groups})) as "Groups",
                   (select count(*)::int from membership where org_id = {db.Scope.OrganizationId} and user_id = any ({people})) as "People"
            """).SingleAsync(cancellationToken);
        return !known.Base ? NotFound
            : known.Groups < groups.Length ? Error.NotFound("reader_not_found", "One of the groups does not exist any more.")
            : known.People < people.Length ? Error.NotFound("reader_not_found", "One of the people is not a member of the organization.")
            : null;
    }

    private static async Task WriteAsync(StudioDb db, Guid baseId, ReaderChoice choice, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"delete from knowledge_base_reader where org_id = {organization} and knowledge_base_id = {baseId}", cancellationToken);
        if (!choice.Everybody)
        {
            // The row of nobody stays when the last reader leaves the organization: a closed base never opens by itself.
            await db.Database.ExecuteSqlAsync($"""
                insert into knowledge_base_reader (org_id, id, knowledge_base_id, role, group_id, user_id)
                select {organization}, gen_random_uuid(), {baseId}, r.role, r.group_id, r.user_id from (
                  select null::text as role, null::uuid as group_id, null::uuid as user_id
                  union select role, null, null from unnest({choice.Roles.ToArray()}) as role
                  union select null, one, null from unnest({choice.GroupIds.ToArray()}) as one
                  union select null, null, one from unnest({choice.UserIds.ToArray()}) as one) r
                """, cancellationToken);
        }

        // What a program has read of the base is old now.
        await db.Database.ExecuteSqlAsync($"update knowledge_base set name = name where org_id = {organization} and id = {baseId}", cancellationToken);
    }

    private static Error NotFound => Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");

    private sealed record Row(string? Role, Guid? GroupId, string? GroupName, Guid? UserId, string? UserName, string? Email, int Members);

    private sealed record Known(bool Base, int Groups, int People);
}
