using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>The way to the data: with a tenant in hand, or not at all.</summary>
internal sealed class StudioDatabase(NpgsqlDataSource source)
{
    private readonly DbContextOptions<StudioDb> _options =
        new DbContextOptionsBuilder<StudioDb>().UseNpgsql(source).Options;

    /// <summary>
    /// Begins a transaction that sees <paramref name="scope"/>'s rows only. Dispose it; commit with <see cref="StudioDb.CommitAsync"/>.
    /// Never hold it across a call to a provider.
    /// </summary>
    public async Task<StudioDb> BeginAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var db = new StudioDb(_options, scope);
        try
        {
            await db.Database.BeginTransactionAsync(cancellationToken);
            var org = scope.OrganizationId.ToString();
            var user = scope.UserId?.ToString() ?? "";
            // Transaction-local: what is set ends with the transaction, so that a pooled connection never carries a tenant.
            await db.Database.ExecuteSqlAsync(
                $"select set_config('app.org', {org}, true), set_config('app.user', {user}, true)", cancellationToken);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection without a tenant: it sees no tenant's row. For the batch functions of the ledger and for LISTEN/NOTIFY.</summary>
    public ValueTask<NpgsqlConnection> OpenUnscopedAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);
}
