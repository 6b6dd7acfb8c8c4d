using AiStudio.Gateway;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>What is not a chat: titles, summaries, judges, embeddings, retries. All of it is on the ledger, under the same cap, by feature.</summary>
internal sealed class F20EverythingMetered : FaultCase
{
    public override string Fault => "embeddings, titles, judges, retries under the same caps";

    public override string? Needs => "cached answers need the response cache; evals and judges are asked under their feature's name only";

    public override async Task RunAsync(FaultRun run)
    {
        var budget = await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", 1_000 * LedgerDesk.Cent);
        var node = await run.StartNodeAsync();
        run.Route("model", run.Candidate("model"));
        run.Route("vectors", run.Candidate("vectors", ProviderKind.OpenAi));
        run.Provider.Scripts.Add(Script.Refuse(503) with { Model = "model", Times = run.Random.Next(0, 2) is var times and > 0 ? times : 1 });
        run.Answers("model", 6);
        foreach (var feature in new[] { "chat", "title", "summary", "judge" })
        {
            var heard = await run.AskAsync(node, new Ask("model", run.Coin) { Caller = run.CallerFor(feature) });
            run.Expect(heard.EndedWell, $"{heard}: {heard.Failure?.Message}");
        }

        var embedding = await EmbedAsync(run, node);

        var billed = (await run.Provider.Bill.SettledAsync(5)).Where(row => row.Ending == Ending.Completed).Sum(row => (row.InputTokens * 400L) + (row.OutputTokens * 1_600L));
        run.Expect(await run.Database.SettledAsync(budget) == billed, $"the window settled {await run.Database.SettledAsync(budget)}, the provider bills {billed}");
        run.Expect(embedding.CostNanoUsd > 0, "embeddings were free");
        var features = await run.Database.ScalarAsync<string>("select string_agg(distinct feature, ' ' order by feature) from daily_spend where org_id = $1 and cost_nano_usd > 0", run.Caller.OrganizationId);
        run.Expect(features == "chat embedding judge summary title", $"spend is known for: {features}");
    }

    private static async Task<GatewayCall> EmbedAsync(FaultRun run, FaultNode node)
    {
        var call = new GatewayCall(run.CallerFor("embedding"), "vectors");
        Correlation.Begin(call.Id);
        await node.Get<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(
            Enumerable.Range(0, run.Random.Next(1, 20)).Select(i => $"text number {i}"), new GatewayEmbeddingOptions(call));
        run.Expect(call.Usage is { Estimated: false }, "embeddings were billed by estimate");
        return call;
    }
}
