using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>What <c>schema_migration</c> says has been applied: number → (name, checksum).</summary>
internal static class SchemaHistory
{
    public static async Task<Dictionary<int, (string Name, string Checksum)>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select number, name, checksum from schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<int, (string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        }

        return applied;
    }

    public static void RefuseChanges(IReadOnlyList<Migration> migrations, Dictionary<int, (string Name, string Checksum)> applied)
    {
        foreach (var migration in migrations)
        {
            if (applied.TryGetValue(migration.Number, out var before) && before.Checksum != migration.Checksum)
            {
                throw new StartupRefusedException(
                    $"Migration {before.Name} was changed after it had been applied. Restore the file and write the change as a new migration.");
            }
        }
    }
}
