using System.Security.Cryptography;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>
/// Finds what a key opens. An answer is kept for two seconds under the hash of the whole key, and dropped at once when any node changes the key:
/// what was revoked, or what its creator lost, ends well within five seconds everywhere.
/// </summary>
internal sealed class ApiKeyLookup : IDisposable
{
    public const string Topic = "api_key_changed";
    private static readonly TimeSpan s_keptFor = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly StudioDatabase _database;
    private readonly IDisposable _subscription;

    public ApiKeyLookup(StudioDatabase database, NotificationListener listener)
    {
        _database = database;
        // Changes are rare, and asking again is cheap: all answers go.
        _subscription = listener.Subscribe(Topic, _ => _answers.Clear());
    }

    /// <summary>Null for everything that is not a key in force.</summary>
    public async ValueTask<ApiKeyGrant?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (ApiKeySecret.PublicIdOf(key) is not { } publicId)
            return null;

        var hash = ApiKeySecret.Hash(key);
        var entry = (new Guid(hash.AsSpan(0, 16)), new Guid(hash.AsSpan(16)));
        if (!_answers.TryGetValue(entry, out Task<ApiKeyGrant?>? answer) || answer!.IsFaulted)
        {
            // Not cancelled by one caller: others may be waiting for the same answer.
            answer = ReadAsync(publicId, row => IsOneOf(hash, row.GetFieldValue<byte[][]>(2)));
            _ = _answers.Set(entry, answer, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = s_keptFor, Size = 1 });
        }

        return answer.IsCompletedSuccessfully ? answer.Result : await answer.WaitAsync(cancellationToken);
    }

    /// <summary>What a key of the organization opens now, for work that goes on in its name; null once it opens nothing. At most two seconds old.</summary>
    public async ValueTask<ApiKeyGrant?> FindAsync(Guid organizationId, Guid keyId, CancellationToken cancellationToken)
    {
        var entry = new KeyEntry(organizationId, keyId);
        if (_answers.TryGetValue(entry, out ApiKeyGrant? known))
            return known;
        string? publicId;
        await using (var db = await _database.BeginAsync(new TenantScope(organizationId), cancellationToken))
            publicId = await db.Set<ApiKey>().Where(key => key.Id == keyId && key.RevokedAt == null).Select(key => key.PublicId).SingleOrDefaultAsync(cancellationToken);
        var grant = publicId is null ? null : await ReadAsync(publicId, row => row.GetGuid(1) == keyId);
        return _answers.Set(entry, grant, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = s_keptFor, Size = 1 });
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _answers.Dispose();
    }

    private async Task<ApiKeyGrant?> ReadAsync(string publicId, Func<NpgsqlDataReader, bool> isIt)
    {
        await using var connection = await _database.OpenUnscopedAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(
            "select org_id, id, secret_hashes, scopes, models, user_id, role, display_name, email from find_api_key($1)", connection);
        command.Parameters.Add(new() { Value = publicId });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (isIt(reader))
                return GrantOf(reader);
        }

        return null;
    }

    private static bool IsOneOf(byte[] hash, byte[][] good)
    {
        var found = false;
        foreach (var one in good)
            found |= CryptographicOperations.FixedTimeEquals(hash, one);
        return found;
    }

    private sealed record KeyEntry(Guid OrganizationId, Guid KeyId);

    private static ApiKeyGrant GrantOf(NpgsqlDataReader row)
    {
        var role = RoleNames.Parse(row.GetString(6))!.Value;
        var scopes = row.GetFieldValue<string[]>(3).LeftTo(role);
        var acting = scopes.Contains(ApiKeyScope.Admin) ? role : Role.Member;
        return new(row.GetGuid(1), new Caller(row.GetGuid(0), row.GetGuid(5), acting, row.GetString(7), row.GetString(8)), scopes, row.GetFieldValue<string[]>(4)) { CreatorRole = role };
    }
}
