using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Members;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>Makes, renews and ends keys. Rights are read again under lock: a cookie's claims may be seconds old.</summary>
internal sealed class ApiKeyService(StudioDatabase database, TimeProvider time)
{
    public const int LongestName = 100;
    private const int MostKeysEach = 100;
    private const int MostModels = 100;
    private static readonly TimeSpan s_longestOverlap = TimeSpan.FromDays(30);

    /// <summary>Errors: <c>name</c>, <c>scopes</c>, <c>models</c>, <c>expiry</c>, <c>budget_cap</c> (invalid), <c>scope_beyond_role</c>, <c>beyond_own_key</c>, <c>no_member</c> (forbidden), <c>too_many_keys</c> (over limit).</summary>
    public async Task<Result<IssuedApiKey>> CreateAsync(Caller caller, NewApiKey wanted, CancellationToken cancellationToken)
    {
        var name = wanted.Name?.Trim() ?? "";
        var models = wanted.Models.Select(model => model.Trim()).Where(model => model.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        if (Problem(name, wanted, models) is { } problem)
            return problem;

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var creator = await LockCreatorAsync(db, caller.UserId, cancellationToken);
        if (creator is not { DisabledAt: null })
            return Error.Forbidden("no_member", "Only members of the organization make API keys.");
        // A caller that is itself a key may be less than its creator.
        var role = caller.Role < creator.Role ? caller.Role : creator.Role;
        if (wanted.Scopes.Where(scope => !role.Reaches(scope)).Select(scope => scope.ToName()).FirstOrDefault() is { } beyond)
            return Error.Forbidden("scope_beyond_role", $"The scope “{beyond}” is beyond your own role, and nobody gives what they do not have.");
        if (wanted.MadeBy is { } capped && await KeyBudgets.AnyAsync(db, capped, cancellationToken))
            return Error.Forbidden("beyond_own_key", "A key with a budget of its own makes no keys: what they spend would not count in it.");
        var expiry = wanted.MadeBy is { } maker ? await ExpiryAsync(db, maker, cancellationToken) : null;
        if (wanted.ExpiresAt > expiry)
            return Error.Forbidden("beyond_own_key", "A key makes no key that outlives it: leave expiresAt out, or name an earlier time.");
        if (await LockKeyAsync(db, wanted.Id, cancellationToken) is { } made)
            return await RenewAsync(db, caller, made, cancellationToken);
        if (await db.Set<ApiKey>().CountAsync(key => key.CreatedBy == caller.UserId && key.RevokedAt == null, cancellationToken) >= MostKeysEach)
            return Error.OverLimit("too_many_keys", $"You have {MostKeysEach} keys already. Revoke those that are not used.");

        var publicId = ApiKeySecret.NewPublicId();
        var secret = ApiKeySecret.New(publicId);
        var key = new ApiKey
        {
            OrganizationId = caller.OrganizationId,
            Id = wanted.Id,
            Name = name,
            PublicId = publicId,
            SecretHash = ApiKeySecret.Hash(secret),
            Scopes = [.. wanted.Scopes.Distinct().Order().Select(scope => scope.ToName())],
            Models = models,
            CreatedBy = caller.UserId,
            ExpiresAt = wanted.ExpiresAt ?? expiry,
        };
        db.Add(key);
        if (wanted.Budget is { } budget && KeyBudgets.Add(db, caller, key.Id, name, budget) is { } unbudgeted)
            return unbudgeted;
        db.LogActivity(caller, "api_key.created", "api_key", key.Id, new { publicId, scopes = key.Scopes, key.ExpiresAt });
        await db.CommitAsync(cancellationToken);
        return new IssuedApiKey(key.Id, name, secret);
    }

    /// <summary>
    /// A new secret for a key of one's own; the old one stays good for <paramref name="overlap"/>, 0 to 30 days. Rotated again meanwhile, the one before the old one ends.
    /// Whoever rotates learns a secret that acts for the key's creator, so nobody else may, whatever their role.
    /// Under the same <paramref name="rotationId"/> again it is the same rotation, with another secret: the first one's was not heard.
    /// </summary>
    public async Task<Result<IssuedApiKey>> RotateAsync(Caller caller, Guid keyId, TimeSpan overlap, Guid rotationId, CancellationToken cancellationToken)
    {
        if (overlap < TimeSpan.Zero || overlap > s_longestOverlap)
            return Error.Invalid("overlap", "The old secret stays good for 0 to 30 days.");

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await LockKeyAsync(db, keyId, cancellationToken) is not { RevokedAt: null } key || key.CreatedBy != caller.UserId)
            return NoKey();

        if (key.RotationId == rotationId)
            return await RenewAsync(db, caller, key, cancellationToken);
        (key.PreviousHash, key.PreviousUntil) = overlap == TimeSpan.Zero ? (null, null) : ((byte[]?)key.SecretHash, (DateTimeOffset?)(time.GetUtcNow() + overlap));
        key.RotationId = rotationId;
        return await RenewAsync(db, caller, key, cancellationToken);
    }

    /// <summary>Ends a key, with all its secrets: its creator's, or anybody's for those who manage people. Error: <c>no_key</c> (not found).</summary>
    public async Task<Result<Done>> RevokeAsync(Caller caller, Guid keyId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var actor = await LockCreatorAsync(db, caller.UserId, cancellationToken);
        if (await LockKeyAsync(db, keyId, cancellationToken) is not { } key || (key.CreatedBy != caller.UserId && RoleLattice.CheckManages(actor) is not null))
            return NoKey();
        if (key.RevokedAt is not null)
            return Done.Value;

        key.RevokedAt = time.GetUtcNow();
        await CommitAsync(db, caller, "api_key.revoked", key, cancellationToken);
        return Done.Value;
    }

    private Error? Problem(string name, NewApiKey wanted, string[] models)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return Error.Invalid("name", $"Give the key a name of at most {LongestName} characters, so that you recognise it later.");
        if (wanted.Scopes.Count == 0)
            return Error.Invalid("scopes", "Choose at least one thing that the key may do.");
        if (models.Length > MostModels || models.Any(model => model.Length > 200 || model.Any(char.IsControl)))
            return Error.Invalid("models", $"At most {MostModels} models, each named by its alias or id.");
        return wanted.ExpiresAt <= time.GetUtcNow() ? Error.Invalid("expiry", "The key would be over before it begins.") : null;
    }

    private static async Task<Result<IssuedApiKey>> RenewAsync(StudioDb db, Caller caller, ApiKey key, CancellationToken cancellationToken)
    {
        if (key.RevokedAt is not null || key.CreatedBy != caller.UserId)
            return NoKey();
        var secret = ApiKeySecret.New(key.PublicId);
        key.SecretHash = ApiKeySecret.Hash(secret);
        await CommitAsync(db, caller, "api_key.rotated", key, cancellationToken);
        return new IssuedApiKey(key.Id, key.Name, secret);
    }

    private static Task<DateTimeOffset?> ExpiryAsync(StudioDb db, Guid keyId, CancellationToken cancellationToken) =>
        db.Set<ApiKey>().Where(key => key.Id == keyId).Select(key => key.ExpiresAt).SingleOrDefaultAsync(cancellationToken);

    private static async Task CommitAsync(StudioDb db, Caller caller, string action, ApiKey key, CancellationToken cancellationToken)
    {
        db.LogActivity(caller, action, "api_key", key.Id, new { key.PublicId });
        await db.NotifyAsync(ApiKeyLookup.Topic, key.Id.ToString(), cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private static async Task<Membership?> LockCreatorAsync(StudioDb db, Guid userId, CancellationToken cancellationToken) =>
        (await db.Set<Membership>()
            .FromSql($"select * from membership where org_id = {db.Scope.OrganizationId} and user_id = {userId} for share")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    private static async Task<ApiKey?> LockKeyAsync(StudioDb db, Guid keyId, CancellationToken cancellationToken) =>
        (await db.Set<ApiKey>()
            .FromSql($"select * from api_key where org_id = {db.Scope.OrganizationId} and id = {keyId} for update")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    private static Error NoKey() => Error.NotFound("no_key", "There is no such key of yours.");
}
