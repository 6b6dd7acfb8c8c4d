using AiStudio.Features.Models;
using AiStudio.Features.Models.Health;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AiStudio.IntegrationTests.Models.Health;

public sealed class ConnectionChecksTests(StudioSite site) : IClassFixture<StudioSite>
{
    private const string Model = "gpt-4.1-mini-2025-04-14";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_WhileAModelIsInUse_ChecksItOnceForAllNodesAndMetersIt()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [Model] }, Cancellation);
        await using var node = NodeWith(emulator);
        await using var other = NodeWith(emulator);
        var owner = await OrganizationOf(node);
        foreach (var started in new[] { node, other })
        {
            var health = started.Services.GetRequiredService<HealthCheckService>();
            await Eventually.FalseAsync(async () => (await health.CheckHealthAsync(check => check.Name == "scheduler", Cancellation)).Status != HealthStatus.Healthy);
        }

        await UseAsync(owner);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => (number % 2 == 0 ? node : other).CreateClient().GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)));
        var check = await EndedAsync(node, owner);

        Assert.Equal((true, Model, null), (check.Answered, check.ModelId, check.ErrorCode));
        Assert.Equal(1, await Site.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1 and feature = 'system' and user_id is null and cost_nano_usd > 0", owner.OrganizationId));
        Assert.StartsWith("""{"status":"Healthy",""", await node.CreateClient().GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WhenAProviderFails_IsDegradedAndNotUnhealthy()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [Model] }, Cancellation);
        emulator.Scripts.Add(new Script { Status = 401, Times = Script.Forever });
        await using var node = NodeWith(emulator);
        var owner = await OrganizationOf(node);
        await UseAsync(owner);
        using var client = node.CreateClient();

        await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        var check = await EndedAsync(node, owner);
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);

        Assert.Equal((false, "provider_authentication_failed"), (check.Answered, check.ErrorCode));
        Assert.True(answer.IsSuccessStatusCode);
        using var told = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("Degraded", told.RootElement.GetProperty("status").GetString());
        Assert.Equal(("Healthy", "Degraded"), (CheckOf("database"), CheckOf("providers")));
        await Site.ExecuteAsync("update connection_check set answered = true where org_id = $1", owner.OrganizationId);

        string? CheckOf(string name) => told.RootElement.GetProperty("checks").GetProperty(name).GetString();
    }

    [Fact]
    public async Task Claim_OfAnIdleOrganization_HappensOnlyWhileSomebodyLooks()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [Model] }, Cancellation);
        await using var node = NodeWith(emulator);
        var owner = await OrganizationOf(node);
        Assert.DoesNotContain(owner.OrganizationId, await ClaimAsync(node));

        await UseAsync(owner, daysAgo: 3);
        Assert.DoesNotContain(owner.OrganizationId, await ClaimAsync(node));
        await Site.ExecuteAsync("""
            insert into connection_check (org_id, connection_id, wanted_until)
            select org_id, id, now() + interval '1 minute' from provider_connection where org_id = $1 and kind <> 'local'
            """, owner.OrganizationId);

        Assert.Contains(owner.OrganizationId, await ClaimAsync(node));
        Assert.DoesNotContain(owner.OrganizationId, await ClaimAsync(node));
    }

    [Fact]
    public async Task LookAsync_ByAnAdmin_ChecksTheOwnConnections_AndAMemberSeesNothing()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [Model] }, Cancellation);
        await using var node = NodeWith(emulator);
        var owner = await OrganizationOf(node);
        var checks = node.Services.GetRequiredService<ConnectionChecks>();

        await checks.LookAsync(owner, Cancellation);
        var check = await EndedAsync(node, owner);

        Assert.True(check.Answered);
        Assert.Empty(await checks.LookAsync(owner with { Role = Role.Finance }, Cancellation));
        Assert.All(await checks.LookAsync(owner, Cancellation), row => Assert.Equal(owner.OrganizationId, row.OrganizationId));
    }

    [Fact]
    public async Task Check_OfAConnectionForEmbeddingsOnly_AsksForAnEmbedding()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(new() { Models = [Model] }, Cancellation);
        await using var node = NodeWith(emulator);
        var owner = await OrganizationOf(node);
        await Site.ExecuteAsync("""
            update model_alias_candidate c set connection_id = w.id, model_id = $2
            from provider_connection w, model_alias a
            where w.org_id = $1 and w.kind <> 'local' and a.org_id = w.org_id and a.alias = 'embedding' and c.org_id = a.org_id and c.alias_id = a.id
            """, owner.OrganizationId, Model);
        await Site.ExecuteAsync("""
            delete from model_alias_candidate c using model_alias a
            where c.org_id = $1 and a.org_id = c.org_id and a.id = c.alias_id and a.alias <> 'embedding' and c.model_id = $2
            """, owner.OrganizationId, Model);
        await UseAsync(owner);

        var check = await EndedAsync(node, owner);

        Assert.Equal((true, Model), (check.Answered, check.ModelId));
        Assert.All(await emulator.Bill.SettledAsync(1, Cancellation), row => Assert.Equal(Operation.Embeddings, row.Operation));
    }

    private StudioTestDatabase Site => site.Database;

    private WebApplicationFactory<Program> NodeWith(ProviderEmulatorHost emulator) => site.NewHost(
        null, ("Providers:OpenAi:ApiKey", "sk-emulated"), ("Providers:OpenAi:BaseUrl", emulator.OpenAiEndpoint.ToString()), ("Providers:OpenAi:Model", Model));

    private async Task<Caller> OrganizationOf(WebApplicationFactory<Program> node)
    {
        var owner = await Site.CreateOrganizationAsync();
        await using var db = await node.Services.GetRequiredService<StudioDatabase>().BeginAsync(owner.Scope, Cancellation);
        await node.Services.GetRequiredService<ModelsProvisioning>().ProvisionAsync(db, owner.Scope, Cancellation);
        await db.CommitAsync(Cancellation);
        return owner;
    }

    private Task<int> UseAsync(Caller caller, int daysAgo = 0) => Site.ExecuteAsync(
        "insert into daily_spend (org_id, day, feature, model_id, calls) values ($1, current_date - $2, 'chat', $3, 1)", caller.OrganizationId, daysAgo, Model);

    private static async Task<ConnectionCheck> EndedAsync(WebApplicationFactory<Program> node, Caller caller)
    {
        ConnectionCheck? ended = null;
        await Eventually.FalseAsync(async () =>
            (ended = (await node.Services.GetRequiredService<ConnectionChecks>().LookAsync(caller, Cancellation)).FirstOrDefault(check => check.CheckedAt is not null)) is null);
        return ended!;
    }

    private static async Task<List<Guid>> ClaimAsync(WebApplicationFactory<Program> node)
    {
        await using var connection = await node.Services.GetRequiredService<StudioDatabase>().OpenUnscopedAsync(Cancellation);
        await using var command = new NpgsqlCommand("select org_id from claim_connection_checks('30 s', 1000)", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var claimed = new List<Guid>();
        while (await reader.ReadAsync(Cancellation))
        {
            claimed.Add(reader.GetGuid(0));
        }

        return claimed;
    }
}
