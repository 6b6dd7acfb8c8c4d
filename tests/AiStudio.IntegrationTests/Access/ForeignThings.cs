using System.Text;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>Another organization, with something of each kind that can be made, its text marked.</summary>
internal sealed class ForeignThings(StudioTestDatabase database, Guid organization, IReadOnlyList<string> tables)
{
    public const string Canary = "canary-of-the-other-organization";

    // These move by themselves: a lease, a last use, what is due next, what is written behind the calls and added up of them. The calls themselves do not.
    private static readonly string[] Moving =
    [
        "turn_lease", "job", "job_event", "session", "connection_check", "hold", "span", "decision", "call_payload", "retention_run",
        "answer_mark", "call_hour", "attempt_hour", "call_day", "call_day_due", "call_outline", "spend_closed", "spend_by_model", "spend_by_person", "daily_saving",
    ];

    /// <summary>The id of one row of every table that has some.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public static async Task<ForeignThings> MakeAsync(StudioSite site, WebApplicationFactory<Program> host) => (await MakeOwnAsync(site, host)).Things;

    /// <summary>The same with the owner of them all.</summary>
    public static async Task<(ForeignThings Things, Caller Owner)> MakeOwnAsync(StudioSite site, WebApplicationFactory<Program> host)
    {
        var owner = await site.AddOrganizationAsync(Canary);
        var visitor = site.NewVisitor(host);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);
        var turn = await PostAsync(visitor, "/api/turns", $$"""{"text":"{{Canary}}"}""");
        using var events = await visitor.Http.GetAsync($"/api/turns/{turn.GetProperty("turnId").GetGuid()}/events", TestContext.Current.CancellationToken);
        await events.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await PostAsync(visitor, "/api/rate-limits", """{"scope":"user","unit":"requests","perMinute":100000}""");
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var issued = await scope.ServiceProvider.GetRequiredService<ApiKeyService>().CreateAsync(owner, new NewApiKey(Canary, [ApiKeyScope.Chat], [], null), CancellationToken.None);
            Assert.True(issued.Succeeded);
        }

        await site.Database.ExecuteAsync(
            "insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd, stop_percent) values ($1, $2, $3, 'organization', '', 'month', 1000000000000, 100)", owner.OrganizationId, Guid.CreateVersion7(), Canary);
        var tables = await site.Database.ScalarAsync<string[]>("""
            select array_agg(c.relname::text order by c.relname) from pg_class c
            where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
              and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)
            """);
        var things = new ForeignThings(site.Database, owner.OrganizationId, tables!);
        await things.FindAsync(owner.UserId);
        return (things, owner);
    }

    /// <summary>Every row of the organization, table by table.</summary>
    public async Task<IReadOnlyList<string>> SnapshotAsync()
    {
        var rows = new List<string>();
        foreach (var table in tables.Except(Moving))
            rows.Add($"{table} {await database.ScalarAsync<string>($"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t where org_id = $1", organization)}");
        return rows;
    }

    /// <summary>Looks which ids there are now.</summary>
    public async Task FindAsync(Guid user)
    {
        var ids = new List<string>();
        foreach (var table in tables)
        {
            if (await database.ScalarAsync<bool>("select exists (select from pg_attribute where attrelid = $1::regclass and attname = 'id' and atttypid = 'uuid'::regtype)", table)
                && await database.ScalarAsync<Guid?>($"select id from {table} where org_id = $1 limit 1", organization) is { } id)
                ids.Add(id.ToString());
        }

        Ids = [.. ids.Append(user.ToString()).Append(organization.ToString()).Distinct()];
    }

    private static async Task<JsonElement> PostAsync(Visitor visitor, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await visitor.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path} {answer.StatusCode}");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return body.RootElement.Clone();
    }
}
