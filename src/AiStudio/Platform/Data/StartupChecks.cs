using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>Refuses to serve on a floor that would leak tenants or lose money. All findings at once, each with its remedy.</summary>
internal sealed class StartupChecks(NpgsqlDataSource source)
{
    // 15.20 and its siblings fix plans that ignore role changes; below pgvector 0.8 there is no iterative scan behind row security.
    private const int MinimumServerVersion = 150020;
    private static readonly Version MinimumVector = new(0, 8, 0);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var findings = ConnectionString(source.ConnectionString).ToList();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        findings.AddRange(await ServerAsync(connection, cancellationToken));
        findings.AddRange(await PendingAsync(connection, cancellationToken));
        if (findings.Count > 0)
        {
            throw new StartupRefusedException(string.Join(Environment.NewLine, findings));
        }
    }

    internal static IEnumerable<string> ConnectionString(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.Multiplexing)
        {
            yield return "ConnectionStrings:Studio sets Multiplexing: it hands one tenant's settings to the next borrower. Remove it.";
        }

        if (settings.NoResetOnClose)
        {
            yield return "ConnectionStrings:Studio sets No Reset On Close: it hands one tenant's settings to the next borrower. Remove it.";
        }
    }

    private static async Task<IReadOnlyList<string>> ServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select current_setting('server_version_num')::int, current_setting('server_version'),
                   (select extversion from pg_extension where extname = 'vector'),
                   r.rolsuper, r.rolbypassrls, current_user,
                   exists (select 1 from pg_class c where c.relnamespace = 'public'::regnamespace and pg_has_role(c.relowner, 'member'))
            from pg_roles r where r.rolname = current_user
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var findings = new List<string>();
        if (reader.GetInt32(0) < MinimumServerVersion)
        {
            findings.Add($"PostgreSQL {reader.GetString(1)} is too old: 15.20 or newer is needed. Update the server.");
        }

        if (await reader.IsDBNullAsync(2, cancellationToken))
        {
            findings.Add("The extension vector is missing. Run CREATE EXTENSION vector as a superuser of this database.");
        }
        else if (Version.Parse(reader.GetString(2)) < MinimumVector)
        {
            findings.Add($"pgvector {reader.GetString(2)} is too old: 0.8.0 or newer is needed. Update it and run ALTER EXTENSION vector UPDATE.");
        }

        var role = reader.GetString(5);
        if (reader.GetBoolean(3))
        {
            findings.Add($"The role {role} is a superuser, so row-level security does not hold for it. Connect as aistudio_app.");
        }

        if (reader.GetBoolean(4))
        {
            findings.Add($"The role {role} has BYPASSRLS, so row-level security does not hold for it. Connect as aistudio_app.");
        }

        if (!reader.GetBoolean(3) && reader.GetBoolean(6))
        {
            findings.Add($"The role {role} owns tables or is a member of their owner. Connect as aistudio_app.");
        }

        return findings;
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('public.schema_migration') is not null", connection);
        var applied = (bool)(await exists.ExecuteScalarAsync(cancellationToken))!
            ? await SchemaHistory.ReadAsync(connection, cancellationToken)
            : [];
        var migrations = Migration.Embedded();
        SchemaHistory.RefuseChanges(migrations, applied);
        var pending = migrations.Where(migration => !applied.ContainsKey(migration.Number)).Select(migration => migration.Name).ToList();
        return pending.Count == 0
            ? []
            : [$"Migrations are pending: {string.Join(", ", pending)}. Set ConnectionStrings:StudioOwner so that they are applied at start."];
    }
}
