using Npgsql;

namespace AiStudio.IntegrationTests.Database;

/// <summary>The PostgreSQL server that the tests may make databases on, named by environment variables.</summary>
internal static class TestServer
{
    /// <summary>As superuser: makes and drops databases, looks behind every policy.</summary>
    public static string Superuser(string database) => Connect(Variable("AISTUDIO_TEST_PG"), database);

    public static string Owner(string database) => Connect(Superuser(database), database, "aistudio_owner", Variable("AISTUDIO_TEST_PG_OWNER_PASSWORD"));

    public static string App(string database) => Connect(Superuser(database), database, "aistudio_app", Variable("AISTUDIO_TEST_PG_APP_PASSWORD"));

    public static async Task ExecuteAsync(string connectionString, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var connection = await source.OpenConnectionAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Connect(string connectionString, string database, string? role = null, string? password = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Database = database, MaxPoolSize = 20, IncludeErrorDetail = true };
        if (role is not null)
        {
            settings.Username = role;
            settings.Password = password;
        }

        return settings.ConnectionString;
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set: integration tests need a PostgreSQL server. ./studio test starts one.");
}
