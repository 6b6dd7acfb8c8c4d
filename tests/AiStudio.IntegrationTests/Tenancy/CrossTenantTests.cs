using AiStudio.IntegrationTests.Database;
using Npgsql;

namespace AiStudio.IntegrationTests.Tenancy;

/// <summary>Canary rows of tenant B in every table of the catalogue; tenant A, nobody, and garbage try to reach them.</summary>
public sealed class CrossTenantTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Denied = "42501";
    private const string NoUuid = "22P02";
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTable_ProbedByAnotherTenant_GivesNothing()
    {
        var mine = await database.CreateOrganizationAsync();
        var theirs = await database.CreateOrganizationAsync(name: "Other");
        var tables = await PlantAsync(theirs.OrganizationId, theirs.UserId);

        var reached = new List<string>();
        foreach (var table in tables)
        {
            foreach (var (who, organization, user) in Probers(mine.OrganizationId, mine.UserId))
            {
                foreach (var attempt in Attempts(table, theirs.OrganizationId, theirs.UserId))
                {
                    if (await ReachesAsync(organization, user, attempt))
                    {
                        reached.Add($"{who}: {attempt}");
                    }
                }
            }
        }

        Assert.Empty(reached);
        Assert.True(tables.Count > 35, $"only {tables.Count} tables were found");
        TestContext.Current.TestOutputHelper?.WriteLine($"{tables.Count} tables × 4 probers × 4 attempts: 0 rows reached");
    }

    [Fact]
    public async Task PrivateTables_ProbedByAColleague_GiveNothing()
    {
        var mine = await database.CreateOrganizationAsync();
        var colleague = await database.AddMemberAsync(mine.OrganizationId, Platform.Identity.Role.Admin);
        var tables = (await PlantAsync(mine.OrganizationId, mine.UserId)).Where(table => table.Private).ToList();

        foreach (var table in tables)
        {
            Assert.True(await ReachesAsync($"{mine.OrganizationId}", $"{mine.UserId}", Select(table, mine.OrganizationId)), $"{table.Name}: its owner sees the canary");
            foreach (var attempt in Attempts(table, mine.OrganizationId, mine.UserId))
            {
                Assert.Equal((attempt, IsMeant(table, attempt, byAdmin: true)), (attempt, await ReachesAsync($"{mine.OrganizationId}", $"{colleague.UserId}", attempt)));
                Assert.Equal((attempt, IsMeant(table, attempt, byAdmin: false)), (attempt, await ReachesAsync($"{mine.OrganizationId}", "", attempt)));
            }
        }

        Assert.Contains(tables, table => table.Name == "message");
    }

    [Fact]
    public async Task OwnRows_MovedToAnotherTenant_AreRefused()
    {
        var mine = await database.CreateOrganizationAsync();
        var theirs = await database.CreateOrganizationAsync(name: "Other");
        foreach (var table in await PlantAsync(mine.OrganizationId, mine.UserId))
        {
            var move = $"update {table.Name} set org_id = '{theirs.OrganizationId}' where org_id = '{mine.OrganizationId}'";
            Assert.False(await ReachesAsync($"{mine.OrganizationId}", $"{mine.UserId}", move), move);
        }
    }

    [Fact]
    public async Task Tenant_ThatIsNoUuid_IsAnError()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync("garbage", "", "select count(*) from conversation"));
        Assert.Equal(NoUuid, error.SqlState);
    }

    [Fact]
    public async Task Probe_OfAnUnprotectedTable_ReachesIt()
    {
        // The probe itself can fail: without the policy it does reach the row.
        var mine = await database.CreateOrganizationAsync();
        var theirs = await database.CreateOrganizationAsync(name: "Other");
        await PlantAsync(theirs.OrganizationId, theirs.UserId);
        await database.ExecuteAsync("alter table spend_alert disable row level security");
        try
        {
            Assert.True(await ReachesAsync($"{mine.OrganizationId}", $"{mine.UserId}", $"select count(*) from spend_alert where org_id = '{theirs.OrganizationId}'"));
        }
        finally
        {
            await database.ExecuteAsync("alter table spend_alert enable row level security");
        }
    }

    // Feedback is said to the admins, and the writer of payloads stores what it cannot read.
    private static bool IsMeant(TenantTable table, string attempt, bool byAdmin) => byAdmin
        ? table.Name == "feedback" && attempt.StartsWith("select", StringComparison.Ordinal)
        : table.Name == "call_payload" && attempt.StartsWith("insert", StringComparison.Ordinal);

    private static IEnumerable<(string Who, string Organization, string User)> Probers(Guid organization, Guid user) =>
        [("tenant A", $"{organization}", $"{user}"), ("nobody", "", ""), ("a person without a tenant", "", $"{user}"), ("garbage", "garbage", "")];

    private static IEnumerable<string> Attempts(TenantTable table, Guid organization, Guid owner) =>
    [
        Select(table, organization),
        $"update {table.Name} set org_id = org_id where org_id = '{organization}'",
        $"delete from {table.Name} where org_id = '{organization}'",
        table.Insert(organization, owner),
    ];

    private static string Select(TenantTable table, Guid organization) => $"select count(*) from {table.Name} where org_id = '{organization}'";

    private async Task<IReadOnlyList<TenantTable>> PlantAsync(Guid organization, Guid owner)
    {
        await using var source = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        await using var connection = await source.OpenConnectionAsync(_cancellation);
        var tables = await TenantTable.AllAsync(connection, _cancellation);
        // Canaries need no parents: triggers, and with them foreign keys, are off for this session.
        await using (var off = new NpgsqlCommand("set session_replication_role = replica", connection))
        {
            await off.ExecuteNonQueryAsync(_cancellation);
        }

        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand(table.Insert(organization, owner), connection);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(_cancellation));
        }

        return tables;
    }

    /// <summary>Whether the statement, run as the app, touched or saw a row. A refusal counts as no.</summary>
    private async Task<bool> ReachesAsync(string organization, string user, string sql)
    {
        try
        {
            return await RunAsync(organization, user, sql) > 0;
        }
        catch (PostgresException refused) when (refused.SqlState is Denied or NoUuid)
        {
            return false;
        }
    }

    private async Task<long> RunAsync(string organization, string user, string sql)
    {
        await using var connection = await database.App.OpenConnectionAsync(_cancellation);
        await using var transaction = await connection.BeginTransactionAsync(_cancellation);
        await using (var scope = new NpgsqlCommand("select set_config('app.org', $1, true), set_config('app.user', $2, true)", connection)
        {
            Parameters = { new() { Value = organization }, new() { Value = user } },
        })
        {
            await scope.ExecuteNonQueryAsync(_cancellation);
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return sql.StartsWith("select", StringComparison.Ordinal)
            ? (long)(await command.ExecuteScalarAsync(_cancellation))!
            : await command.ExecuteNonQueryAsync(_cancellation);
    }
}
