using System.Diagnostics;
using AiStudio.Gateway.Audit;
using AiStudio.IntegrationTests.Edge;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>
/// The part of F12 that needs a network: FIN and RST while an answer is streamed and while it is made. The provider's call is cut and its tokens are booked;
/// a call with an <c>Idempotency-Key</c> goes on to its end, and who asks again gets its answer.
/// </summary>
internal static class SocketsThatClose
{
    private const string Endless = "endless";
    private const string Keyed = "keyed";
    private static readonly TimeSpan s_cutWithin = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(FaultRun run)
    {
        // Only the caller ends these calls.
        var node = await run.StartNodeAsync(options => options.CallTimeout = options.FirstByteTimeout = options.IdleTimeout = TimeSpan.FromMinutes(9));
        await using var door = await FaultDoor.OpenAsync(run, node);
        run.Route(Endless, run.Candidate(Endless));
        run.Route(Keyed, run.Candidate(Keyed));
        var took = new List<TimeSpan>();
        foreach (var (stream, reset) in new[] { (true, true), (true, false), (false, true), (false, false), (true, run.Coin), (false, run.Coin) })
            took.Add(await LeaveAsync(run, door, stream, reset));
        took.Sort();
        run.Expect(took[took.Count / 2] <= s_cutWithin, $"the provider's calls were cut {string.Join(", ", took.Select(time => $"{time.TotalMilliseconds:0}"))} ms after their callers had left");
        await KeepAsync(run, door, stream: false);
        await KeepAsync(run, door, stream: true);
    }

    private static async Task<TimeSpan> LeaveAsync(FaultRun run, EdgeNode door, bool stream, bool reset)
    {
        var (before, words) = (run.Provider.Bill.Rows.Count, run.Random.Next(1, 8));
        run.Provider.Scripts.Add(new Script { Model = Endless, TokenCount = 100, Fault = new(FaultKind.Hang) { AfterChunks = words } });
        using var caller = await SocketCaller.AskAsync(door, run.Caller, FaultDoor.Body(Endless, stream));
        if (stream)
            await caller.HearAsync(words);
        while (run.Provider.Bill.Rows.Count == before)
            await Task.Delay(1);
        var left = Stopwatch.GetTimestamp();
        caller.Leave(reset);
        var row = (await run.Provider.Bill.SettledAsync(before + 1))[^1];
        var took = Stopwatch.GetElapsedTime(left);

        var how = $"{(stream ? "stream" : "whole answer")} whose caller left by {(reset ? "RST" : "FIN")}";
        run.Expect(row.Ending == Ending.ClientAborted, $"{how}: the provider's call ended as {row.Ending}");
        var call = run.Calls.Last().Call;
        await call.Recorded;
        run.Expect(call.Ending is CallEnding.Abandoned or CallEnding.Stopped, $"{how}: recorded as {call.Ending}");
        return took;
    }

    private static async Task KeepAsync(FaultRun run, EdgeNode door, bool stream)
    {
        var before = run.Provider.Bill.Rows.Count;
        run.Provider.Scripts.Add(new Script { Model = Keyed, TokenCount = 10, DelayMs = 8_000 });
        var (body, key) = (FaultDoor.Body(Keyed, stream), $"left-{stream}");
        using (var caller = await SocketCaller.AskAsync(door, run.Caller, body, key))
        {
            while (run.Provider.Bill.Rows.Count == before)
                await Task.Delay(1);
            caller.Leave(reset: run.Coin);
            var row = (await run.Provider.Bill.SettledAsync(before + 1))[^1];
            run.Expect(row.Ending == Ending.Completed, $"a call with a key, whose caller left, ended at the provider as {row.Ending}");
        }

        using var again = EdgeNode.Request(HttpMethod.Post, FaultDoor.Path, run.Caller);
        again.Headers.Add("Idempotency-Key", key);
        again.Content = new StringContent(body, null, "application/json");
        using var answer = await door.Http.SendAsync(again);
        var text = await answer.Content.ReadAsStringAsync();
        run.Expect(answer.IsSuccessStatusCode && text.Contains(stream ? "[DONE]" : "\"finish_reason\":\"stop\"", StringComparison.Ordinal), $"who came back with his key got {answer.StatusCode} {text}");
        run.Expect(run.Provider.Bill.Rows.Count == before + 1, "the provider was asked again for a call with a key");
    }
}
