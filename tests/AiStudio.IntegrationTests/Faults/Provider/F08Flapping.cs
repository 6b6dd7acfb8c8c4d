using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>One organization's key is revoked and another's connection is changed while both call on two nodes; a provider falls, and comes back slowly.</summary>
internal sealed class F08Flapping : FaultCase
{
    public override string Fault => "key revoked for one organization, connection rotated in use, provider flapping";

    public override async Task RunAsync(FaultRun run)
    {
        run.Time = new FastTime(20);
        FaultNode[] nodes = [await run.StartNodeAsync(), await run.StartNodeAsync()];
        await RevokeAndRotateAsync(run, nodes);
        await FlapAsync(run, nodes[0]);
    }

    private static async Task RevokeAndRotateAsync(FaultRun run, FaultNode[] nodes)
    {
        var other = await run.Database.CreateOrganizationAsync(name: "Other");
        var price = run.Price with { Id = Guid.CreateVersion7() };
        await run.PriceAsync(other.OrganizationId, price);
        var mine = run.Candidate("shared", connection: "mine-0001");
        var theirs = run.Candidate("shared", mine.Connection.Kind, connection: "theirs-0002") with { Price = price };
        run.Provider.Scripts.Add(Script.Refuse(401) with { KeyEnding = "0001", Times = Script.Forever });
        run.Answers("shared", 6);
        run.Route("mine", mine);
        var revision = 1;
        run.Routes.Plans["theirs"] = () => new RoutePlan([theirs with { Connection = theirs.Connection with { Revision = Interlocked.Increment(ref revision) / 7 } }]);

        var heard = await run.AskAllAsync(
            Enumerable.Range(0, 100).Select(i => (nodes[i % 2], new Ask(i % 4 < 2 ? "mine" : "theirs", run.Coin) { Caller = LedgerDesk.CallerOf(i % 4 < 2 ? run.Caller : other) })), atOnce: 50);

        foreach (var call in heard)
        {
            if (call.Ask.Model == "theirs")
            {
                run.Expect(call.EndedWell, $"{call}: failed by another organization's key or by the rotation: {call.Failure?.Message}");
            }
            else
            {
                run.Expect(call.ErrorCode is "provider_authentication_failed" or "no_model_available", $"{call}: {call.Failure?.Message}");
            }
        }

        run.Expect(
            nodes.All(node => node.Get<CircuitBreakers>().Read(theirs.Connection.Id, "shared").State == BreakerState.Closed), "another organization's key opened this one's breaker");
    }

    private static async Task FlapAsync(FaultRun run, FaultNode node)
    {
        var candidate = run.Candidate("flapping");
        run.Route("flapping", candidate);
        // What the window of one breaker needs, and one call more each, so that it is surely open.
        run.Provider.Scripts.Add(Script.Refuse(run.Pick(500, 503)) with { Model = "flapping", Times = 10 });
        run.Answers("flapping", 5, new Script { DelayMs = 2_000 });
        BreakerReading Breaker() => node.Get<CircuitBreakers>().Read(candidate.Connection.Id, "flapping");
        for (var call = 0; call < 40 && Breaker().State == BreakerState.Closed; call++)
        {
            await run.AskAsync(node, new Ask("flapping", run.Coin));
        }

        run.Expect(Breaker().State != BreakerState.Closed, "ten failures opened no breaker");
        while (Breaker().State == BreakerState.Open)
        {
            await Task.Delay(10);
        }

        var before = run.Provider.Bill.Rows.Count;
        await run.AskAllAsync(Enumerable.Range(0, 20).Select(_ => (node, new Ask("flapping", Stream: false))));

        var rows = (await run.Provider.Bill.SettledAsync(before + 1)).Skip(before).ToList();
        var together = rows.Count(row => row.StartedAt < rows[0].EndedAt);
        run.Expect(together == 1, $"{together} calls probed the provider at once");
        run.Expect(Breaker().State == BreakerState.Closed, "a good probe did not close the breaker");
    }
}
