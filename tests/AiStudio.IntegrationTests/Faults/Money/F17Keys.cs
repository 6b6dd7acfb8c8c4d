using System.Net;
using AiStudio.IntegrationTests.Edge;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>The part of F17 that needs the API: the same <c>Idempotency-Key</c> from everywhere at once. A node that dies in between has tests of its own (KilledNodeTests).</summary>
internal static class F17Keys
{
    private const int Parallel = 32;
    private const string Model = "keyed";

    public static async Task RunAsync(FaultRun run, IReadOnlyList<FaultNode> nodes)
    {
        run.Route(Model, run.Candidate(Model));
        run.Answers(Model, run.Random.Next(5, 40), new() { ChunkDelayMs = run.Random.Next(0, 5) });
        await using var one = await FaultDoor.OpenAsync(run, nodes[0]);
        await using var other = await FaultDoor.OpenAsync(run, nodes[1]);
        EdgeNode[] doors = [one, other];
        foreach (var stream in new[] { true, false })
            await AtOnceAsync(run, doors, $"key-{stream}", FaultDoor.Body(Model, stream));
        await RefusalFirstAsync(run, doors);
    }

    private static async Task AtOnceAsync(FaultRun run, EdgeNode[] doors, string key, string body)
    {
        var before = run.Provider.Bill.Rows.Count;
        var odd = run.Random.Next(Parallel);
        var answers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(async i =>
            (Other: i == odd, Answer: await SendAsync(doors[i % 2], run.Caller, key, i == odd ? FaultDoor.Body(Model, stream: false, "Something else") : body))));

        // Whoever came first decides whose request it is; the odd one may have.
        var told = answers.Where(answer => answer.Answer.Status != HttpStatusCode.UnprocessableEntity).ToList();
        run.Expect(told.Select(answer => answer.Other).Distinct().Count() == 1, "two different requests were answered under one key");
        run.Expect(told.Select(answer => answer.Answer with { Replayed = false }).Distinct().Count() == 1 && told[0].Answer.Status == HttpStatusCode.OK, "one key got different answers");
        run.Expect(told.Count(answer => !answer.Answer.Replayed) == 1, "not exactly one of the answers is the first");
        run.Expect((await run.Provider.Bill.SettledAsync(before + 1)).Count == before + 1, $"the provider was asked {run.Provider.Bill.Rows.Count - before} times for one key");

        var mine = told[0].Other ? FaultDoor.Body(Model, stream: false, "Something else") : body;
        var replay = await SendAsync(doors[run.Random.Next(2)], run.Caller, key, mine);
        run.Expect(replay == told[0].Answer with { Replayed = true }, "a replay differs from the first answer");

        // Another tenant's key is another key; and a day later it is a new one.
        var stranger = await run.Database.CreateOrganizationAsync();
        await run.PriceAsync(stranger.OrganizationId, run.Price);
        var foreign = await SendAsync(doors[0], stranger, key, mine);
        run.Expect(!foreign.Replayed && foreign.Status == HttpStatusCode.OK, $"another tenant with the same key got {foreign.Status}, replayed: {foreign.Replayed}");
        await run.Database.ExecuteAsync("update idempotency_record set expires_at = now() - interval '1 second' where org_id = $1 and idempotency_key = $2", run.Caller.OrganizationId, key);
        var later = await SendAsync(doors[1], run.Caller, key, mine);
        run.Expect(!later.Replayed && later.Status == HttpStatusCode.OK, $"a key that is over got {later.Status}, replayed: {later.Replayed}");
        run.Expect((await run.Provider.Bill.SettledAsync(before + 3)).Count == before + 3, "a key of another tenant, or one that was over, was not a request of its own");
    }

    private static async Task RefusalFirstAsync(FaultRun run, EdgeNode[] doors)
    {
        var refused = await SendAsync(doors[0], run.Caller, "mended", """{"model":"keyed","messages":7}""");
        var mended = await SendAsync(doors[1], run.Caller, "mended", FaultDoor.Body(Model, stream: false));
        run.Expect(refused.Status == HttpStatusCode.BadRequest && mended.Status == HttpStatusCode.OK && !mended.Replayed, $"a request that was mended got {refused.Status}, then {mended.Status}");
    }

    private static async Task<Answered> SendAsync(EdgeNode door, Caller caller, string key, string body)
    {
        using var request = EdgeNode.Request(HttpMethod.Post, FaultDoor.Path, caller);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(body, null, "application/json");
        using var answer = await door.Http.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Idempotent-Replayed"));
    }

    private sealed record Answered(HttpStatusCode Status, string Body, bool Replayed);
}
