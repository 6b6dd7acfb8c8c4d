using System.Runtime.CompilerServices;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Platform.Data;

/// <summary>
/// Which state of a row somebody has read: PostgreSQL gives a changed row another number by itself (<c>xmin</c>), so no change can forget to.
/// Read the version before the row: then what came between refuses a change at worst, and never lets one through.
/// </summary>
internal sealed class RowVersions(StudioDatabase database)
{
    private static readonly Error s_stale = Error.Stale("Somebody else has changed this meanwhile. Read it again before you change it.");

    /// <summary>The version of a row of <typeparamref name="T"/>'s table; null when the caller sees no such row.</summary>
    public async Task<long?> ReadAsync<T>(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        return await VersionAsync<T>(db, id, "", cancellationToken);
    }

    /// <summary>Holds the row until the transaction ends. An error when it is there in another version than expected; null expects any.</summary>
    public static async Task<Error?> HoldAsync<T>(StudioDb db, Guid id, long? expected, CancellationToken cancellationToken) =>
        await VersionAsync<T>(db, id, "for update", cancellationToken) is { } version && expected is not null && version != expected ? s_stale : null;

    private static async Task<long?> VersionAsync<T>(StudioDb db, Guid id, string lockClause, CancellationToken cancellationToken)
    {
        // The names are the model's, never a caller's.
        var entity = db.Model.FindEntityType(typeof(T))!;
        var (table, key) = (entity.GetTableName(), entity.FindPrimaryKey()!.Properties[^1].GetColumnName());
        var sql = FormattableStringFactory.Create($"select xmin::text::bigint as \"Value\" from {table} where org_id = {{0}} and {key} = {{1}} {lockClause}", db.Scope.OrganizationId, id);
        return (await db.Database.SqlQuery<long>(sql).ToListAsync(cancellationToken)) is [var version] ? version : null;
    }
}
