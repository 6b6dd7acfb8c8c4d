using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AiStudio.IntegrationTests.Migrations;

public sealed class MigratorTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly Migration First = new(9001, "9001_first.sql", "create table probe_first (id integer); insert into probe_first values (1);");
    private static readonly Migration Second = new(9002, "9002_second.sql", "insert into probe_first select count(*) + 1 from probe_first;");

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_ByFourNodesAtOnce_RunsEachFileOnceAndInOrder()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NewNode().ApplyAsync([First, Second], _cancellation)));

        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from probe_first"));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from schema_migration where number > 9000"));
    }

    [Fact]
    public async Task Apply_WithAChangedFile_IsRefusedByName()
    {
        await NewNode().ApplyAsync([First], _cancellation);
        var changed = First with { Sql = First.Sql + " -- changed" };

        var refused = await Assert.ThrowsAsync<StartupRefusedException>(() => NewNode().ApplyAsync([new Migration(changed.Number, changed.Name, changed.Sql)], _cancellation));

        Assert.Contains(First.Name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_OfAFileThatFails_LeavesNothingOfItBehind()
    {
        var broken = new Migration(9100, "9100_broken.sql", "create table probe_broken (id integer); select 1 / 0;");

        await Assert.ThrowsAsync<PostgresException>(() => NewNode().ApplyAsync([broken], _cancellation));

        Assert.Null(await database.ScalarAsync<string>("select to_regclass('probe_broken')::text"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from schema_migration where number = 9100"));
    }

    [Fact]
    public void Embedded_Files_AreNumberedWithoutAGapInMeaning()
    {
        var migrations = Migration.Embedded();
        Assert.NotEmpty(migrations);
        Assert.Equal(migrations.Select(migration => migration.Number).Order(), migrations.Select(migration => migration.Number));
        Assert.All(migrations, migration => Assert.Matches("^[0-9]{4}_[a-z0-9_]+\\.sql$", migration.Name));
    }

    private Migrator NewNode() => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:StudioOwner"] = database.OwnerConnectionString }).Build(),
        NullLogger<Migrator>.Instance);
}
