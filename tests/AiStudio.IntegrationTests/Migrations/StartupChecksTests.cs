using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.IntegrationTests.Migrations;

public sealed class StartupChecksTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_AsTheAppOnAMigratedDatabase_Passes()
    {
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        await new StartupChecks(source).RunAsync(_cancellation);
    }

    [Theory]
    [InlineData("superuser", "is a superuser")]
    [InlineData("owner", "owns tables")]
    public async Task Run_AsARoleThatCanBypass_IsRefused(string role, string sentence) =>
        Assert.Contains(sentence, await RefusalAsync(role == "owner" ? database.OwnerConnectionString : database.SuperuserConnectionString), StringComparison.Ordinal);

    [Fact]
    public async Task Run_AsARoleWithBypassRls_IsRefused()
    {
        await database.ExecuteAsync("create role probe_bypass login bypassrls password 'probe'; grant select on schema_migration to probe_bypass");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Username = "probe_bypass", Password = "probe", Pooling = false };
            Assert.Contains("BYPASSRLS", await RefusalAsync(connection.ConnectionString), StringComparison.Ordinal);
        }
        finally
        {
            await database.ExecuteAsync("drop owned by probe_bypass; drop role probe_bypass");
        }
    }

    [Fact]
    public async Task Run_WithPendingMigrations_NamesThem()
    {
        await database.ExecuteAsync("delete from schema_migration where number = 9");
        try
        {
            Assert.Contains("0009_ledger.sql", await RefusalAsync(database.AppConnectionString), StringComparison.Ordinal);
        }
        finally
        {
            var ledger = Migration.Embedded().Single(migration => migration.Number == 9);
            await database.ExecuteAsync("insert into schema_migration (number, name, checksum) values ($1, $2, $3)", ledger.Number, ledger.Name, ledger.Checksum);
        }
    }

    [Theory]
    [InlineData("Host=x;Multiplexing=true", "Multiplexing")]
    [InlineData("Host=x;No Reset On Close=true", "No Reset On Close")]
    public void ConnectionString_ThatLeaksTheTenant_IsRefused(string connectionString, string setting) =>
        Assert.Contains(setting, Assert.Single(StartupChecks.ConnectionString(connectionString)), StringComparison.Ordinal);

    [Fact]
    public void ConnectionString_ThatIsPlain_Passes() => Assert.Empty(StartupChecks.ConnectionString("Host=x;Username=y"));

    private async Task<string> RefusalAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return (await Assert.ThrowsAsync<StartupRefusedException>(() => new StartupChecks(source).RunAsync(_cancellation))).Message;
    }
}
