using AiStudio.Features.Spend;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Gateway;

public sealed class ShutdownTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Fact]
    public async Task StopAsync_WhileAnAbandonedCallIsDrained_SettlesAndRecordsIt()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var caller = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(caller.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 50, Fault = new Fault(FaultKind.Hang) { AfterChunks = 3 } });
        var routes = await OneModel.PricedAsync(database, caller.OrganizationId, emulator);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(database.Studio).AddSingleton(routes).AddGateway();
        builder.AddSpend();
        await using var host = builder.Build();
        await host.StartAsync(cancellation);
        using var call = new GatewayCall(LedgerDesk.CallerOf(caller), "openai");
        await foreach (var _ in host.Services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("hello", new GatewayChatOptions(call), cancellation))
        {
            break;
        }

        await host.StopAsync(cancellation);

        Assert.Equal("abandoned", await database.ScalarAsync<string>("select ending from call where id = $1", call.Id));
        Assert.Equal(call.CostNanoUsd, await database.ScalarAsync<long>("select cost_nano_usd from ledger_entry where call_id = $1 and estimated", call.Id));
        Assert.Equal((call.CostNanoUsd!.Value, 0L), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        await database.AssertReconciledAsync(caller.OrganizationId);
    }
}
