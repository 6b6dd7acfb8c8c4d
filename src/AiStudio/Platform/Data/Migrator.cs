using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>Applies what is missing of <c>migrations/</c>, in order, as the owner of the schema. Two nodes that start together apply it once.</summary>
internal sealed partial class Migrator(IConfiguration configuration, ILogger<Migrator> logger)
{
    private const long AdvisoryLock = 0x41_69_53_74_75_64_69_6F; // "AiStudio"

    public Task ApplyAsync(CancellationToken cancellationToken) => ApplyAsync(Migration.Embedded(), cancellationToken);

    public async Task ApplyAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        // Without an owner's connection the schema is somebody else's to migrate; the start-up checks then refuse what is pending.
        if (configuration.GetConnectionString("StudioOwner") is not { Length: > 0 } connectionString)
        {
            return;
        }

        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({AdvisoryLock})", cancellationToken);
        await ExecuteAsync(connection, """
            create table if not exists schema_migration (
              number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())
            """, cancellationToken);
        var applied = await SchemaHistory.ReadAsync(connection, cancellationToken);
        SchemaHistory.RefuseChanges(migrations, applied);
        foreach (var migration in migrations.Where(migration => !applied.ContainsKey(migration.Number)))
        {
            await ApplyAsync(connection, migration, cancellationToken);
            LogApplied(migration.Name);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var record = new NpgsqlCommand("insert into schema_migration (number, name, checksum) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await ExecuteAsync(connection, "grant select on schema_migration to aistudio_app", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Applied migration {Migration}")]
    private partial void LogApplied(string migration);
}
