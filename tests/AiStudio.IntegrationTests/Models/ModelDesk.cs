using System.Security.Cryptography;
using AiStudio.Features.Models;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AiStudio.IntegrationTests.Models;

/// <summary>The models of an installation, as they would be after a start with the given configuration.</summary>
internal sealed class ModelDesk(StudioTestDatabase database, TimeProvider? time = null)
{
    private static readonly byte[] s_masterKey = RandomNumberGenerator.GetBytes(32);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public SecretBox Box { get; init; } = new(s_masterKey);

    public RouteTable NewRouteTable() => new(database.Studio, Box, _time, NullLogger<RouteTable>.Instance);

    public ModelsProvisioning Provisioning(ProvidersOptions? providers = null)
    {
        var options = Options.Create(providers ?? new ProvidersOptions());
        return new(new PriceSheet(PriceCatalogue.Embedded(), options, _time), new ConfiguredProviders(options, Box, _time));
    }

    public async Task<Caller> NewOrganizationAsync(ProvidersOptions? providers = null)
    {
        var owner = await database.CreateOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(owner.Scope, TestContext.Current.CancellationToken);
        await Provisioning(providers).ProvisionAsync(db, owner.Scope, TestContext.Current.CancellationToken);
        await db.CommitAsync(TestContext.Current.CancellationToken);
        return owner;
    }

    /// <summary>What every node does at start, for all organizations.</summary>
    public Task RestartAsync(ProvidersOptions? providers = null) =>
        new ModelsUpdate(database.Studio, Provisioning(providers)).StartAsync(TestContext.Current.CancellationToken);

    /// <summary>The candidates of a freshly read table: <c>model @ connection</c>, in order.</summary>
    public async Task<IReadOnlyList<string>> CandidatesAsync(Caller caller, string model)
    {
        var plan = await NewRouteTable().ResolveAsync(CallerOf(caller), model, TestContext.Current.CancellationToken);
        return [.. (plan?.Candidates ?? []).Select(candidate => $"{candidate.ModelId} @ {candidate.Connection.Name}")];
    }

    public static GatewayCaller CallerOf(Caller caller) => new(caller.OrganizationId, caller.UserId, null, "chat");

    public static ProvidersOptions Both(string openAiKey = "sk-one", string model = "gpt-4.1-mini-2025-04-14") => new()
    {
        OpenAi = new() { ApiKey = openAiKey, Model = model },
        Anthropic = new() { ApiKey = "sk-two", Model = "claude-sonnet-4-5-20250929" },
    };
}
