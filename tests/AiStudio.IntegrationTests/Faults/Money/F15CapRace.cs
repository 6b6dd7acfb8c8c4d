using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>64 callers on two nodes at the last unit of a cap, the first calls that this organization and a new person ever make among them.</summary>
internal sealed class F15CapRace : FaultCase
{
    private const int Callers = 64;

    public override string Fault => "64 callers on two nodes at the last unit, first call of a new person";

    public override async Task RunAsync(FaultRun run)
    {
        FaultNode[] nodes = [await run.StartNodeAsync(), await run.StartNodeAsync()];
        var newcomer = await run.Database.AddMemberAsync(run.Caller.OrganizationId, Role.Member);
        var tokens = run.Random.Next(2, 8);
        run.Route("race", run.Candidate("race"));
        run.Answers("race", tokens);
        var ask = new Ask("race", Stream: true) { MaxOutput = tokens };
        var one = await CostOfOneHoldAsync(run, nodes[0], ask);
        await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", one * run.Random.Next(1, 40));
        await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "user", newcomer.UserId.ToString(), one * run.Random.Next(1, 4), period: "day");

        Heard[] heard;
        await using (new CapWatch(run))
        {
            heard = await run.AskAllAsync(Enumerable.Range(0, Callers).Select(i =>
                (nodes[i % 2], ask with { Stream = i % 3 > 0, Caller = LedgerDesk.CallerOf(i % 2 == 0 ? run.Caller : newcomer) })));
        }

        run.Expect(heard.Any(call => call.EndedWell), "nobody got through");
        run.Expect(heard.All(call => call.EndedWell || call.ErrorCode == "budget_exhausted"), $"refused otherwise than by the budget: {heard.FirstOrDefault(call => !call.EndedWell && call.ErrorCode != "budget_exhausted")}");
        run.Expect(heard.All(call => call.ErrorCode != "budget_exhausted" || call.Tries.Count == 0), "a refused call reached the provider");
    }

    private static async Task<long> CostOfOneHoldAsync(FaultRun run, FaultNode node, Ask ask)
    {
        var heard = await run.AskAsync(node, ask);
        return heard.Call.Hold!.AmountNanoUsd;
    }
}
