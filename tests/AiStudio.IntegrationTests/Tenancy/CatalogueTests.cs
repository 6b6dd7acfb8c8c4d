using AiStudio.IntegrationTests.Database;
using Npgsql;

namespace AiStudio.IntegrationTests.Tenancy;

public sealed class CatalogueTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Fact]
    public async Task Catalogue_AsMigrated_BreaksNoRule() => Assert.Empty(await BrokenAfterAsync(null));

    /// <summary>A migration that breaks a rule turns it red; every rule has at least one.</summary>
    [Theory]
    [InlineData("a table without org_id is on the reviewed list", "create table stray (id uuid primary key)")]
    [InlineData("row security is enabled and forced", "create table stray (org_id uuid, id uuid, primary key (org_id, id))")]
    [InlineData("row security is enabled and forced", "alter table message no force row level security")]
    [InlineData("row security is enabled and forced", "alter table organization disable row level security")]
    [InlineData("a tenant table has a policy", "drop policy tenant on budget; drop policy ledger on budget")]
    [InlineData("a policy that admits writes has WITH CHECK", "create policy loose on budget for all to aistudio_app using (org_id = app_org())")]
    [InlineData("a policy names the tenant, or is the ledger's", "create policy loose on budget for select to aistudio_app using (true)")]
    [InlineData("a policy is not for everybody", "create policy loose on budget using (org_id = app_org()) with check (org_id = app_org())")]
    [InlineData("a private table is its owner's", "create policy loose on message to aistudio_app using (org_id = app_org()) with check (org_id = app_org())")]
    [InlineData("a primary or unique key starts with org_id", "create unique index stray on assistant (slug)")]
    [InlineData("a tenant table has a primary key", "alter table feedback drop constraint feedback_pkey")]
    [InlineData("a foreign key between tenant tables carries org_id", "alter table budget add prompt_org uuid, add prompt_id uuid; alter table budget add foreign key (prompt_org, prompt_id) references prompt (org_id, id)")]
    [InlineData("a partition is reached through its parent only", "do $$ begin execute format('grant select on %I to aistudio_app', (select relname from pg_class where relispartition and relkind = 'r' limit 1)); end $$")]
    [InlineData("nobody but the owner may truncate", "grant truncate on message to aistudio_app")]
    [InlineData("nothing is granted to everybody", "grant select on message to public")]
    [InlineData("a view runs with its reader's rights", "create view stray as select * from message")]
    [InlineData("there is no materialized view", "create materialized view stray as select * from message")]
    [InlineData("a definer function is on the reviewed list", "create function stray() returns bigint language sql security definer set search_path = pg_catalog, public, pg_temp as 'select count(*) from message'")]
    [InlineData("a definer function fixes its search path, temporary tables last", "alter function ledger_settle reset search_path")]
    [InlineData("a definer function is not open to everybody", "grant execute on function jobs_waiting(integer) to public")]
    [InlineData("nothing of ours belongs to a superuser or to a role that serves requests", "create view stray with (security_invoker = true) as select 1 as one")]
    [InlineData("the roles that serve requests cannot bypass row security", "alter role aistudio_app bypassrls")]
    [InlineData("the app is not a member of a stronger role", "grant aistudio_ledger to aistudio_app")]
    public async Task Catalogue_Sabotaged_TurnsRed(string rule, string sabotage) =>
        Assert.Contains(await BrokenAfterAsync(sabotage), broken => broken.StartsWith(rule, StringComparison.Ordinal));

    private async Task<IReadOnlyList<string>> BrokenAfterAsync(string? sabotage)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (sabotage is not null)
        {
            await using var command = new NpgsqlCommand(sabotage, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        // Rolled back when the transaction is disposed: roles are shared by every database of the server.
        return await CatalogueRules.BrokenAsync(connection, cancellation);
    }
}
