using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;
using Npgsql;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>The ledger and the provider's own bill, row for row.</summary>
public sealed class ReconciliationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const int Calls = 200;
    private const int Abandoned = 60;
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ledger_After200MixedCallsOf60Abandoned_EqualsTheProvidersBill()
    {
        var caller = await database.CreateOrganizationAsync();
        await database.AddBudgetAsync(caller.OrganizationId, "organization", "", cap: 1_000_000 * LedgerDesk.Cent);
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: _cancellation);
        emulator.Scripts.Add(
            new Script { PromptContains = "cached", InputTokens = 1_000, CachedInputTokens = 900, CacheWriteTokens = 50, Operation = Operation.Messages, Times = Script.Forever },
            new Script { PromptContains = "cached", InputTokens = 1_000, CachedInputTokens = 900, Times = Script.Forever });
        await using (var gateway = await GatewayOnLedger.StartAsync(database, caller.OrganizationId, emulator))
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Calls),
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = _cancellation },
                async (number, token) => await CallAsync(gateway.Client, caller, number, token));
            await RecordedAsync(caller.OrganizationId);
        }

        // Every call asked for a number of words of its own, so its row on the bill can be told from all others.
        var bill = (await emulator.Bill.SettledAsync(Calls, _cancellation)).Select(RowOf).Order().ToList();
        var ledger = (await LedgerAsync(caller.OrganizationId)).Order().ToList();

        Assert.Equal(Calls, bill.Distinct().Count());
        Assert.Equal(bill, ledger);
        Assert.Equal(Calls / 5, bill.Count(row => row.Cached > 0));
        Assert.Equal(Abandoned, await database.ScalarAsync<long>("select count(*) from call where org_id = $1 and ending = 'abandoned'", caller.OrganizationId));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1 and estimated", caller.OrganizationId));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from hold where org_id = $1 and state = 'held'", caller.OrganizationId));
        await database.AssertReconciledAsync(caller.OrganizationId);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Calls} calls, {Abandoned} abandoned: {ledger.Sum(row => row.Output)} output tokens on the ledger, {bill.Sum(row => row.Output)} on the bill");
    }

    [Fact]
    public async Task Answer_OfAServerThatKnowsMaxTokensOnly_KeepsTheLimit()
    {
        var caller = await database.CreateOrganizationAsync();
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: _cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 500, MaxTokensOnly = true });
        await using var gateway = await GatewayOnLedger.StartAsync(database, caller.OrganizationId, emulator);
        using var call = new GatewayCall(LedgerDesk.CallerOf(caller), "openai");

        await gateway.Client.GetResponseAsync("hello", new GatewayChatOptions(call) { MaxOutputTokens = 20 }, _cancellation);

        Assert.Equal(20, Assert.Single(await emulator.Bill.SettledAsync(1, _cancellation)).OutputTokens);
    }

    private static async Task CallAsync(IChatClient client, Caller caller, int number, CancellationToken cancellationToken)
    {
        // What is hung up on takes long enough to be hung up on, also on a busy machine.
        var delay = number < Abandoned ? 10 : 1;
        var model = $"{(number % 2 == 0 ? "openai" : "anthropic")} delay={delay}ms";
        var prompt = $"Please answer with words={20 + number}{(number % 5 is 3 ? " cached" : "")}";
        using var call = new GatewayCall(LedgerDesk.CallerOf(caller), model);
        var options = new GatewayChatOptions(call);
        switch (number)
        {
            case < Abandoned / 2:
                await LeaveStreamAsync(client, prompt, options, after: number % 7);
                break;
            case < Abandoned * 3 / 4:
                await CancelStreamAsync(client, prompt, options, after: number % 7, cancellationToken);
                break;
            case < Abandoned:
                await CancelAsync(client, prompt, options, cancellationToken);
                break;
            case < 130:
                Assert.NotEmpty((await client.GetResponseAsync(prompt, options, cancellationToken)).Text);
                break;
            default:
                Assert.NotEmpty((await client.GetStreamingResponseAsync(prompt, options, cancellationToken).ToChatResponseAsync(cancellationToken)).Text);
                break;
        }
    }

    /// <summary>As a browser that is closed: the enumeration simply ends.</summary>
    private static async Task LeaveStreamAsync(IChatClient client, string prompt, GatewayChatOptions options, int after)
    {
        await using var stream = client.GetStreamingResponseAsync(prompt, options).GetAsyncEnumerator();
        for (var seen = 0; seen <= after; seen++)
        {
            Assert.True(await stream.MoveNextAsync());
        }
    }

    /// <summary>As a program that hangs up in the middle of a stream.</summary>
    private static async Task CancelStreamAsync(IChatClient client, string prompt, GatewayChatOptions options, int after, CancellationToken cancellationToken)
    {
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var seen = 0;
            await foreach (var _ in client.GetStreamingResponseAsync(prompt, options, hangUp.Token))
            {
                if (seen++ == after)
                {
                    await hangUp.CancelAsync();
                }
            }
        });
    }

    /// <summary>As a program that hangs up while it waits for a whole answer.</summary>
    private static async Task CancelAsync(IChatClient client, string prompt, GatewayChatOptions options, CancellationToken cancellationToken)
    {
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        hangUp.CancelAfter(TimeSpan.FromMilliseconds(15));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(prompt, options, hangUp.Token));
    }

    // The price of OneModel: 0.40 $ a million of input, 0.10 $ read from the cache, 0.50 $ written to it, 1.60 $ of output.
    private static (string Model, long Input, long Cached, long Written, long Output, long Cost) RowOf(BillRow row) => (
        row.Model, row.InputTokens, row.CachedInputTokens, row.CacheWriteTokens, row.OutputTokens,
        (400L * (row.InputTokens - row.CachedInputTokens - row.CacheWriteTokens)) + (100L * row.CachedInputTokens)
            + (500L * row.CacheWriteTokens) + (1_600L * row.OutputTokens));

    private async Task<IReadOnlyList<(string Model, long Input, long Cached, long Written, long Output, long Cost)>> LedgerAsync(Guid organization)
    {
        await using var source = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        await using var command = source.CreateCommand("select model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd from ledger_entry where org_id = $1");
        command.Parameters.Add(new() { Value = organization });
        await using var reader = await command.ExecuteReaderAsync(_cancellation);
        var rows = new List<(string, long, long, long, long, long)>();
        while (await reader.ReadAsync(_cancellation))
        {
            rows.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return rows;
    }

    /// <summary>Abandoned calls are drained in the background; each ends with its record.</summary>
    private async Task RecordedAsync(Guid organization)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await database.ScalarAsync<long>("select count(*) from call where org_id = $1", organization) < Calls)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
