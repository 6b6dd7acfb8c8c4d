using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Aliases;

/// <summary>What admins and owners do with aliases. A change is one transaction, on top of what was read; every one is in the activity log.</summary>
internal sealed class AliasService(StudioDatabase database, AliasRules rules, RouteTable routes)
{
    private const int Most = 100;

    /// <summary>By name. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<AliasDraft>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return [];
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ReadAsync(db, only: null, cancellationToken);
    }

    /// <summary>Makes the alias or changes it; gives it back with its new revision.</summary>
    public async Task<Result<AliasDraft>> SaveAsync(Caller caller, AliasDraft draft, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var kinds = await db.Set<ProviderConnection>().AsNoTracking().ToDictionaryAsync(connection => connection.Id, connection => connection.Kind, cancellationToken);
        if (rules.Check(draft, kinds) is { } problem)
        {
            return problem;
        }

        var alias = draft.Id is { } id ? await LockAsync(db, id, cancellationToken) : await NewAsync(db, draft.Name, cancellationToken);
        if (alias is not { Succeeded: true, Value: var row })
        {
            return alias.Error!;
        }

        if (draft.Id is not null && (row.Revision != draft.Revision || row.Alias != draft.Name))
        {
            return Error.Conflict("alias_changed", "Somebody else has changed this alias meanwhile. Look at it again before you change it.");
        }

        var before = draft.Id is null ? null : Detail((await ReadAsync(db, row.Id, cancellationToken))[0]);
        row.Strategy = draft.Strategy;
        row.Revision++;
        await ReplaceAsync(db, row.Id, draft, cancellationToken);
        db.LogActivity(caller, draft.Id is null ? "alias.added" : "alias.changed", "alias", row.Id, new { row.Alias }, new Change(before, Detail(draft)));
        return await CommitAsync(db, draft with { Id = row.Id, Revision = row.Revision }, cancellationToken);
    }

    /// <summary>Whoever asks for it afterwards is told that there is no such model. The built-in ones stay.</summary>
    public async Task<Result<Done>> DeleteAsync(Caller caller, Guid id, long revision, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await LockAsync(db, id, cancellationToken) is not { Succeeded: true, Value: var row })
        {
            return NotFound;
        }

        if (new AliasDraft { Name = row.Alias }.BuiltIn)
        {
            return Error.Conflict("alias_built_in", $"“{row.Alias}” is what the app itself asks for. Change what stands behind it instead.");
        }

        if (row.Revision != revision)
        {
            return Error.Conflict("alias_changed", "Somebody else has changed this alias meanwhile. Look at it again before you delete it.");
        }

        db.Remove(row);
        db.LogActivity(caller, "alias.deleted", "alias", id, new { row.Alias });
        await db.CommitAsync(cancellationToken);
        routes.Forget(caller.OrganizationId);
        return Done.Value;
    }

    private static bool MayManage(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins change what stands behind an alias.");

    private static Error NotFound => Error.NotFound("no_alias", "There is no such alias.");

    private static async Task<IReadOnlyList<AliasDraft>> ReadAsync(StudioDb db, Guid? only, CancellationToken cancellationToken)
    {
        var aliases = await db.Set<ModelAlias>().AsNoTracking().Where(alias => only == null || alias.Id == only).OrderBy(alias => alias.Alias).ToListAsync(cancellationToken);
        var candidates = (await db.Set<ModelAliasCandidate>().AsNoTracking().Where(candidate => only == null || candidate.AliasId == only).OrderBy(candidate => candidate.Position).ToListAsync(cancellationToken))
            .ToLookup(candidate => (candidate.AliasId, candidate.List), candidate => new AliasCandidate(candidate.ConnectionId, candidate.ModelId, candidate.Weight));
        return
        [
            .. aliases.Select(alias => new AliasDraft
            {
                Id = alias.Id,
                Name = alias.Alias,
                Strategy = alias.Strategy,
                Revision = alias.Revision,
                Answer = [.. candidates[(alias.Id, CandidateList.Answer)]],
                ContextOverflow = [.. candidates[(alias.Id, CandidateList.ContextOverflow)]],
                ContentRefusal = [.. candidates[(alias.Id, CandidateList.ContentRefusal)]],
            }),
        ];
    }

    private static async Task<Result<ModelAlias>> LockAsync(StudioDb db, Guid id, CancellationToken cancellationToken) =>
        await db.Set<ModelAlias>().FromSql($"select * from model_alias where org_id = {db.Scope.OrganizationId} and id = {id} for update").SingleOrDefaultAsync(cancellationToken) is { } row
            ? row
            : NotFound;

    private static async Task<Result<ModelAlias>> NewAsync(StudioDb db, string name, CancellationToken cancellationToken)
    {
        if (await db.Set<ModelAlias>().CountAsync(cancellationToken) >= Most)
        {
            return Error.OverLimit("too_many_aliases", $"An organization has at most {Most} aliases.");
        }

        var alias = new ModelAlias { OrganizationId = db.Scope.OrganizationId, Alias = name, Revision = 0 };
        db.Add(alias);
        return alias;
    }

    private static async Task ReplaceAsync(StudioDb db, Guid aliasId, AliasDraft draft, CancellationToken cancellationToken)
    {
        await db.Set<ModelAliasCandidate>().Where(candidate => candidate.AliasId == aliasId).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(
            from list in Enum.GetValues<CandidateList>()
            from candidate in draft[list].Index()
            select new ModelAliasCandidate
            {
                OrganizationId = db.Scope.OrganizationId,
                AliasId = aliasId,
                List = list,
                Position = candidate.Index,
                ConnectionId = candidate.Item.ConnectionId,
                ModelId = candidate.Item.ModelId,
                Weight = candidate.Item.Weight,
            });
    }

    private static object Detail(AliasDraft draft) => new
    {
        draft.Name,
        Strategy = draft.Strategy.ToString(),
        draft.Answer,
        draft.ContextOverflow,
        draft.ContentRefusal,
    };

    private async Task<Result<AliasDraft>> CommitAsync(StudioDb db, AliasDraft saved, CancellationToken cancellationToken)
    {
        try
        {
            await db.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("alias_name_taken", "Another alias has this name.");
        }

        routes.Forget(db.Scope.OrganizationId);
        return saved;
    }
}
