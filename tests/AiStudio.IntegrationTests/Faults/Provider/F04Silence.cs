using AiStudio.Gateway.Routing.Breakers;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>A provider that keeps its callers waiting: for the first byte, for the next one, for the end.</summary>
internal sealed class F04Silence : FaultCase
{
    private static readonly TimeSpan s_firstByte = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_total = TimeSpan.FromSeconds(16);

    public override string Fault => "no first byte, an idle gap, a trickle, an answer without end";

    public override async Task RunAsync(FaultRun run)
    {
        run.Time = new FastTime(20);
        var node = await run.StartNodeAsync(options =>
            (options.FirstByteTimeout, options.IdleTimeout, options.CallTimeout) = (s_firstByte, s_idle, s_total));
        // One second of the emulator's clock a byte, half a second a token: neither is idle, and neither ends in time.
        var hang = run.Random.Next(1, 5);
        await Task.WhenAll(
            AskAsync(run, node, "mute", stream: true, s_firstByte, "provider_timeout", new Script { Fault = new Fault(FaultKind.Hang) }),
            AskAsync(run, node, "gap", stream: true, s_idle, "stream_interrupted", new Script { Fault = new Fault(FaultKind.Hang) { AfterChunks = hang } }),
            AskAsync(run, node, "trickle", stream: true, s_firstByte, "provider_timeout", new Script { SliceEvery = 1, SliceDelayMs = 1_000 }),
            AskAsync(run, node, "endless", stream: true, s_total, "stream_interrupted", new Script { ChunkDelayMs = 500 }),
            AskAsync(run, node, "whole", stream: false, s_total, "provider_timeout", new Script { Fault = new Fault(FaultKind.Hang) { AfterChunks = hang } }));
    }

    private static async Task AskAsync(FaultRun run, FaultNode node, string model, bool stream, TimeSpan limit, string code, Script script)
    {
        var candidate = run.Candidate(model);
        run.Route(model, candidate);
        run.Answers(model, 200, script);

        var heard = await run.AskAsync(node, new Ask(model, stream));

        run.Expect(heard.ErrorCode == code, $"{heard}: should have failed with {code}");
        run.Expect(heard.Took >= limit, $"{heard}: given up after {heard.Took}, the limit is {limit}");
        run.Expect(heard.Took < limit + TimeSpan.FromSeconds(40), $"{heard}: waited {heard.Took}, the limit is {limit}");
        run.Expect(heard.Tries.Count == 1, $"{heard}: tried again after a timeout");
        var reading = node.Get<CircuitBreakers>().Read(candidate.Connection.Id, model);
        run.Expect(reading.Failures == 1, $"{heard}: the breaker counted {reading.Failures}");
        // The provider hears that we have left.
        var billed = (await run.Provider.Bill.SettledAsync(1)).Where(row => row.Model == model);
        run.Expect(billed.All(row => row.Ending == Ending.ClientAborted), $"{heard}: the provider was left running");
    }
}
