using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>How many rows of a table a transaction sees.</summary>
internal static class RowCount
{
    public static async Task<long> OfAsync(StudioDb db, string table, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
