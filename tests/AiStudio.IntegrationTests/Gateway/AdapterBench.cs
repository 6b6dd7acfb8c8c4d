using System.Collections.Concurrent;
using System.Text.Json;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.ProviderEmulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>The whole gateway with the emulator behind both protocols and ports that answer from memory.</summary>
internal sealed class AdapterBench(ProviderEmulatorHost emulator, ServiceProvider services, AdapterBench.MemoryLedger ledger) : IAsyncDisposable
{
    /// <summary>Each class of tokens has its own price, so that a mix-up shows in the cost.</summary>
    public static readonly ModelPrice Price = new(Guid.CreateVersion7(), 3_000_000_000, 300_000_000, 3_750_000_000, 15_000_000_000);

    public ProviderEmulatorHost Emulator => emulator;

    public static async Task<AdapterBench> StartAsync(int? promptCacheFrom = null)
    {
        var emulator = await ProviderEmulatorHost.StartAsync(new() { KeepRequestBodies = true, PromptCacheFrom = promptCacheFrom }, TestContext.Current.CancellationToken);
        var ledger = new MemoryLedger();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ISpendLedger>(ledger)
            .AddSingleton<ICallLog>(ledger)
            .AddSingleton<IRouteTable>(new OneModel(emulator, Price))
            .AddGateway()
            .BuildServiceProvider();
        return new(emulator, services, ledger);
    }

    /// <summary>Asks as a whole or as a stream; either way the answer is one.</summary>
    public async Task<(ChatResponse Answer, GatewayCall Call, Settlement Settlement)> AskAsync(
        string model, bool stream, IEnumerable<ChatMessage> messages, Action<ChatOptions>? configure = null)
    {
        var client = services.GetRequiredService<IChatClient>();
        var call = new GatewayCall(new GatewayCaller(Guid.CreateVersion7(), Guid.CreateVersion7(), null, "contract"), model);
        var options = new GatewayChatOptions(call) { MaxOutputTokens = 400 };
        configure?.Invoke(options);
        var answer = stream
            ? await client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
            : await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
        await call.Recorded;
        return (answer, call, ledger.Settlements.Single(settlement => settlement.CallId == call.Id));
    }

    /// <summary>The body of the latest request.</summary>
    public JsonElement LastRequest => JsonDocument.Parse(emulator.Bill.Rows[^1].RequestBody!).RootElement.Clone();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await emulator.DisposeAsync();
    }

    internal sealed class MemoryLedger : ISpendLedger, ICallLog
    {
        public ConcurrentQueue<Settlement> Settlements { get; } = new();

        public ValueTask<HoldVerdict> HoldAsync(HoldRequest request, CancellationToken cancellationToken) => new(new HoldVerdict(new Hold(request.CallId, request.AmountNanoUsd), null));

        public ValueTask<bool> ExtendAsync(HoldExtension extension, CancellationToken cancellationToken) => new(true);

        public ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken)
        {
            if (record.Settlement is { } settlement)
            {
                Settlements.Enqueue(settlement);
            }

            return ValueTask.CompletedTask;
        }
    }
}
