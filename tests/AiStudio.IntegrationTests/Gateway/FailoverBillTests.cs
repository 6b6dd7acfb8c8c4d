using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>What is booked for a call whose first model fails, against the provider's own bill: never less, and nothing for what was refused.</summary>
public sealed class FailoverBillTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Prompt = "Please tell me in about words=25 how the weather in the mountains changes over a day in early autumn.";

    private static readonly Dictionary<string, Script> s_scripts = new()
    {
        ["429"] = Script.Refuse(429),
        ["500"] = Script.Refuse(500),
        ["401"] = Script.Refuse(401),
        ["html"] = new Script { Body = "<html>captive portal</html>", ContentType = "text/html" },
        ["reset"] = new Script { Fault = new(FaultKind.Reset) },
        ["fin"] = new Script { Fault = new(FaultKind.Fin) },
        ["end"] = new Script { Fault = new(FaultKind.End) },
        ["hang"] = new Script { Fault = new(FaultKind.Hang) },
        ["reset while generating"] = new Script { Fault = new(FaultKind.Reset) { AfterChunks = 9 } },
        ["hang while generating"] = new Script { Fault = new(FaultKind.Hang) { AfterChunks = 9 } },
        ["garbage"] = new Script { Fault = new(FaultKind.Insert) { AfterBytes = 30, Text = "<\u0001>" } },
        ["refusal"] = new Script { Text = "", FinishReason = "content_filter" },
        ["error event"] = new Script { Fault = new(FaultKind.Error) { AfterChunks = 0 } },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (var script in s_scripts.Keys)
            {
                foreach (var stream in new[] { false, true })
                {
                    cases.Add(script, stream, false);
                    cases.Add(script, stream, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Ledger_OfACallWhoseFirstModelFails_CoversTheProvidersBill(string script, bool stream, bool anthropic)
    {
        var caller = await database.CreateOrganizationAsync();
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(s_scripts[script] with { Model = "first" });
        var routes = await TwoModels.PricedAsync(database, caller.OrganizationId, emulator, anthropic ? ProviderKind.Anthropic : ProviderKind.OpenAi);
        using var call = new GatewayCall(LedgerDesk.CallerOf(caller), "balanced");
        await using (var gateway = await GatewayOnLedger.StartAsync(database, routes, options =>
        {
            (options.AttemptsPerCandidate, options.FirstByteTimeout, options.IdleTimeout) = (1, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300));
            options.CallTimeout = TimeSpan.FromSeconds(3);
        }))
        {
            await AskAsync(gateway.Client, call, stream);
            await call.Recorded.WaitAsync(Cancellation);
        }

        var bill = await emulator.Bill.SettledAsync(call.Attempts.Count, Cancellation);
        var booked = await database.ScalarAsync<long>("select cost_nano_usd from ledger_entry where org_id = $1 and call_id = $2", caller.OrganizationId, call.Id);
        TestContext.Current.TestOutputHelper?.WriteLine($"booked {booked}, billed {bill.Sum(CostOf)}: {string.Join("; ", call.Attempts.Select(attempt => $"{attempt.ModelId} {attempt.ErrorCode} {attempt.CostNanoUsd}"))}");
        Assert.All(call.Attempts.Zip(bill), pair => Assert.True(pair.First.CostNanoUsd >= CostOf(pair.Second), $"{pair.First} is billed {CostOf(pair.Second)}"));
        Assert.All(call.Attempts.Zip(bill), pair => Assert.True(pair.Second.Ending != Ending.Refused || pair.First.CostNanoUsd == 0, $"{pair.First} was refused"));
        Assert.Equal(booked, call.Attempts.Sum(attempt => attempt.CostNanoUsd));
        Assert.Equal((booked, booked), (call.CostNanoUsd!.Value, await database.ScalarAsync<long>("select cost_nano_usd from call where id = $1", call.Id)));
        await database.AssertReconciledAsync(caller.OrganizationId);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Refusal_InEitherProtocol_GoesToTheListForItAndCostsWhatTheProviderBills(bool stream, bool anthropic)
    {
        var caller = await database.CreateOrganizationAsync();
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { Model = "first", Text = "", FinishReason = anthropic ? "refusal" : "content_filter" });
        var routes = await TwoModels.PricedAsync(database, caller.OrganizationId, emulator, anthropic ? ProviderKind.Anthropic : ProviderKind.OpenAi);
        using var call = new GatewayCall(LedgerDesk.CallerOf(caller), "balanced");
        await using (var gateway = await GatewayOnLedger.StartAsync(database, routes.SecondForRefusals()))
        {
            await AskAsync(gateway.Client, call, stream);
        }

        var bill = await emulator.Bill.SettledAsync(2, Cancellation);
        Assert.Equal([("first", "content_refused"), ("second", null)], call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
        Assert.Equal(bill.Select(CostOf), call.Attempts.Select(attempt => attempt.CostNanoUsd));
        Assert.Equal(bill.Sum(CostOf), await database.ScalarAsync<long>("select cost_nano_usd from ledger_entry where org_id = $1", caller.OrganizationId));
    }

    private static long CostOf(BillRow row)
    {
        var (input, output) = row.Model == "first" ? TwoModels.FirstPrice : TwoModels.SecondPrice;
        return ((row.InputTokens * input) + (row.OutputTokens * output)) / 1_000_000;
    }

    // What the caller hears is not the matter here: after text has been shown it is an error, else the second model's answer.
    private static async Task AskAsync(IChatClient client, GatewayCall call, bool stream)
    {
        try
        {
            var options = new GatewayChatOptions(call) { MaxOutputTokens = 200 };
            if (stream)
                await client.GetStreamingResponseAsync(Prompt, options, Cancellation).ToChatResponseAsync(Cancellation);
            else
                await client.GetResponseAsync(Prompt, options, Cancellation);
        }
        catch (GatewayException failure) when (failure.Error == GatewayErrors.StreamInterrupted)
        {
        }
    }
}
