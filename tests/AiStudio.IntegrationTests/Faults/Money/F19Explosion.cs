using System.Text.Json;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>A model that would think and talk for ever: its limit is always sent, and what it takes all the same is booked and stops the next call.</summary>
internal sealed class F19Explosion : FaultCase
{
    public override string Fault => "reasoning tokens explode, the output ceiling is ignored";

    public override string? Needs => "limits of steps, time and money in agent loops and tool fan-out need Features/Tools";

    public override async Task RunAsync(FaultRun run)
    {
        await run.StartProviderAsync(keepBodies: true);
        var node = await run.StartNodeAsync();
        for (var round = 0; round < 3; round++)
        {
            await ObedientAsync(run, node, $"thinker{round}");
        }

        await LiarAsync(run, node);
    }

    private static async Task ObedientAsync(FaultRun run, FaultNode node, string model)
    {
        int? asked = run.Coin ? run.Random.Next(20, 500) : null;
        run.Route(model, run.Candidate(model));
        run.Provider.Scripts.Add(new Script { Model = model, ReasoningTokens = run.Random.Next(1_000, 9_000), Text = "so be it" });

        var heard = await run.AskAsync(node, new Ask(model, run.Coin) { MaxOutput = asked });

        var row = (await run.Provider.Bill.SettledAsync(1)).Single(row => row.Model == model);
        var sent = Ceiling(row.RequestBody!);
        run.Expect(sent is not null && sent <= (asked ?? 4_096), $"{heard}: the ceiling sent is {sent}, asked for was {asked}");
        run.Expect(heard.Call.Usage?.OutputTokens == row.OutputTokens && row.OutputTokens <= sent, $"{heard}: {heard.Call.Usage?.OutputTokens} tokens on the ledger, {row.OutputTokens} on the bill");
        run.Expect(heard.Call.CostNanoUsd <= heard.Call.Hold!.AmountNanoUsd, $"{heard}: cost {heard.Call.CostNanoUsd}, held were {heard.Call.Hold.AmountNanoUsd}");
    }

    private static async Task LiarAsync(FaultRun run, FaultNode node)
    {
        run.Route("liar", run.Candidate("liar"));
        run.Provider.Scripts.Add(new Script { Model = "liar", ReasoningTokens = run.Random.Next(3_000, 6_000), Text = "I did not stop", IgnoreMaxTokens = true, Times = Script.Forever });
        await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", run.Price.WorstCase(inputTokens: 400, outputTokens: 200));

        var first = await run.AskAsync(node, new Ask("liar", run.Coin) { MaxOutput = 50 });
        var second = await run.AskAsync(node, new Ask("liar", run.Coin) { MaxOutput = 50 });

        run.Expect(first.Call.CostNanoUsd > first.Call.Hold!.AmountNanoUsd, $"{first}: took more than was held, and it does not show");
        run.Expect(second.ErrorCode == "budget_exhausted", $"{second}: was let through after the cap had been passed");
    }

    private static int? Ceiling(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("max_completion_tokens", out var ceiling) || json.RootElement.TryGetProperty("max_tokens", out ceiling) ? ceiling.GetInt32() : null;
    }
}
