using System.Security.Cryptography;
using AiStudio.Features.Models;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.IntegrationTests.Models;

public sealed class ModelsProvisioningTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProvisionAsync_NothingConfigured_EverythingIsLocal()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync();

        foreach (var alias in new[] { "balanced", "fast", "quality" })
        {
            Assert.Equal(["local-extractive-1 @ Local"], await desk.CandidatesAsync(owner, alias));
        }

        Assert.Equal((long)PriceCatalogue.Embedded().Models.Count, await CountAsync("model_price", owner.OrganizationId));
    }

    [Fact]
    public async Task StartAsync_Twice_ChangesNothing()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        var before = await SnapshotAsync(owner.OrganizationId);

        await desk.RestartAsync(ModelDesk.Both());
        await Task.WhenAll(desk.RestartAsync(ModelDesk.Both()), desk.RestartAsync(ModelDesk.Both()));

        Assert.Equal(before, await SnapshotAsync(owner.OrganizationId));
    }

    [Fact]
    public async Task StartAsync_ProviderConfiguredLater_ReachesExistingOrganizationsInFront()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync();

        await desk.RestartAsync(new ProvidersOptions { Anthropic = ModelDesk.Both().Anthropic });
        Assert.Equal(["claude-sonnet-4-5-20250929 @ Anthropic", "local-extractive-1 @ Local"], await desk.CandidatesAsync(owner, "quality"));

        await desk.RestartAsync(ModelDesk.Both());
        Assert.Equal(
            ["gpt-4.1-mini-2025-04-14 @ OpenAI", "claude-sonnet-4-5-20250929 @ Anthropic", "local-extractive-1 @ Local"],
            await desk.CandidatesAsync(owner, "quality"));
        Assert.Equal(["local-hash-1 @ Local"], await desk.CandidatesAsync(owner, "embedding"));
    }

    [Fact]
    public async Task StartAsync_OtherKeyAndModel_MoveTheRevisionAndKeepThePlace()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        var before = await OpenAiAsync(desk, owner.OrganizationId);

        await desk.RestartAsync(ModelDesk.Both("sk-new", "gpt-4.1-nano-2025-04-14"));

        var after = await OpenAiAsync(desk, owner.OrganizationId);
        Assert.Equal((before.Id, before.Revision + 1, "sk-new"), (after.Id, after.Revision, after.Key));
        Assert.Equal("gpt-4.1-nano-2025-04-14 @ OpenAI", (await desk.CandidatesAsync(owner, "fast"))[0]);
    }

    [Fact]
    public async Task StartAsync_ProviderNamedNoMore_ServesNothingUntilItIsNamedAgain()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        var both = await desk.CandidatesAsync(owner, "quality");

        await desk.RestartAsync(new ProvidersOptions { Anthropic = ModelDesk.Both().Anthropic });
        await desk.RestartAsync(new ProvidersOptions { Anthropic = ModelDesk.Both().Anthropic });

        Assert.Equal(["claude-sonnet-4-5-20250929 @ Anthropic", "local-extractive-1 @ Local"], await desk.CandidatesAsync(owner, "quality"));
        Assert.Empty(await desk.CandidatesAsync(owner, "gpt-4.1-mini-2025-04-14"));
        Assert.Equal("", (await OpenAiAsync(desk, owner.OrganizationId)).Key);

        await desk.RestartAsync(ModelDesk.Both());

        Assert.Equal(both, await desk.CandidatesAsync(owner, "quality"));
        Assert.Equal("sk-one", (await OpenAiAsync(desk, owner.OrganizationId)).Key);
    }

    [Fact]
    public async Task ListAsync_ModelWithoutAPrice_IsNotOffered()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(new ProvidersOptions { OpenAi = new() { BaseUrl = new Uri("http://127.0.0.1:9/v1"), Model = "unpriced-1" } });

        var choices = await new ModelCatalogue(desk.NewRouteTable(), TimeProvider.System).ListAsync(owner, Cancellation);

        Assert.Equal("local-extractive-1 (Local)", Assert.Single(choices, choice => choice.Name == "balanced").Description);
    }

    [Fact]
    public async Task StartAsync_MasterKeyLost_SealsTheConfiguredKeyAnew()
    {
        var owner = await new ModelDesk(database).NewOrganizationAsync(ModelDesk.Both());
        var desk = new ModelDesk(database) { Box = new SecretBox(RandomNumberGenerator.GetBytes(32)) };
        Assert.Equal(["local-extractive-1 @ Local"], await desk.CandidatesAsync(owner, "fast"));

        await desk.RestartAsync(ModelDesk.Both());

        Assert.Equal("sk-one", (await OpenAiAsync(desk, owner.OrganizationId)).Key);
        Assert.Equal(3, (await desk.CandidatesAsync(owner, "fast")).Count);
    }

    [Fact]
    public async Task StartAsync_ConfiguredPrice_IsInForceUntilItChanges()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync();
        var providers = (decimal usd) => new ProvidersOptions
        {
            OpenAi = new()
            {
                BaseUrl = new Uri("http://127.0.0.1:9/v1"), Model = "house-1",
                Prices = { new() { ModelId = "house-1", InputUsd = usd, OutputUsd = 2 * usd, ContextWindow = 9_000, MaxOutputTokens = 900 } },
            },
        };

        await desk.RestartAsync(providers(0.5m));
        await desk.RestartAsync(providers(0.5m));
        Assert.Equal((1L, 500_000_000L), await HouseAsync());
        await desk.RestartAsync(providers(0.25m));

        Assert.Equal((2L, 250_000_000L), await HouseAsync());

        async Task<(long Rows, long InForce)> HouseAsync()
        {
            var plan = await desk.NewRouteTable().ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation);
            return (await database.ScalarAsync<long>("select count(*) from model_price where org_id = $1 and model_id = 'house-1'", owner.OrganizationId),
                plan!.Candidates[0].Price!.CachedInputPerMillion);
        }
    }

    [Fact]
    public async Task Secret_AtRest_IsSealedForItsConnectionOnly()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both("sk-very-secret"));

        var (id, _, key) = await OpenAiAsync(desk, owner.OrganizationId);
        var stored = await database.ScalarAsync<byte[]>("select secret from provider_connection where org_id = $1 and id = $2", owner.OrganizationId, id);

        Assert.Equal("sk-very-secret", key);
        Assert.Equal(-1, stored.AsSpan().IndexOf("secret"u8));
        Assert.Equal("sk-very-secret", desk.Box.Open(stored, $"provider_connection:{id}"));
        Assert.ThrowsAny<CryptographicException>(() => desk.Box.Open(stored, $"provider_connection:{Guid.CreateVersion7()}"));
        Assert.ThrowsAny<CryptographicException>(() => new SecretBox(RandomNumberGenerator.GetBytes(32)).Open(stored, $"provider_connection:{id}"));
    }

    private async Task<(Guid Id, long Revision, string Key)> OpenAiAsync(ModelDesk desk, Guid organization)
    {
        await using var db = await database.Studio.BeginAsync(new(organization), Cancellation);
        var connection = await db.Set<ProviderConnection>().SingleAsync(connection => connection.Name == "OpenAI", Cancellation);
        return (connection.Id, connection.Revision, connection.OpenSecret(desk.Box));
    }

    private Task<long> CountAsync(string table, Guid organization) =>
        database.ScalarAsync<long>($"select count(*) from {table} where org_id = $1", organization);

    private Task<string?> SnapshotAsync(Guid organization) => database.ScalarAsync<string>("""
        select jsonb_build_array(
          (select jsonb_agg(to_jsonb(c) order by c.id) from provider_connection c where c.org_id = $1),
          (select jsonb_agg(to_jsonb(a) order by a.alias) from model_alias a where a.org_id = $1),
          (select jsonb_agg(to_jsonb(a) order by a.alias_id, a.position) from model_alias_candidate a where a.org_id = $1),
          (select jsonb_agg(to_jsonb(p) order by p.id) from model_price p where p.org_id = $1))::text
        """, organization);
}
