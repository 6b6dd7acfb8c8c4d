using System.Diagnostics;
using System.Globalization;
using AiStudio.Benchmarks.Processes;
using AiStudio.Gateway;

namespace AiStudio.Benchmarks.Overhead;

/// <summary>
/// What a call pays for passing the gateway's stages, against the same call straight to the emulator, which is another process. Ledger and log are in
/// memory: this measures the pipeline, not the database. Rounds are interleaved, so that a drift of the machine hits all alike; only ratios count.
/// </summary>
internal sealed class GatewayBench(TextWriter output)
{
    private const int Rounds = 4;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_stageWindow = TimeSpan.FromSeconds(0.8);

    public async Task RunAsync()
    {
        var (emulator, address) = await Emulator.StartAsync();
        using var ending = emulator;
        var endpoint = new Uri(address, "v1");
        await TotalsAsync(endpoint);
        await StagesAsync(endpoint);
        using var self = Process.GetCurrentProcess();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"\nPeak working set: {self.PeakWorkingSet64 / 1e6:0} MB for the gateway and its callers, {emulator.PeakWorkingSet / 1e6:0} MB for the emulator."));
    }

    private async Task TotalsAsync(Uri endpoint)
    {
        using var direct = new DirectTarget(endpoint);
        await using var gateway = new GatewayTarget(endpoint);
        await output.WriteLineAsync("| answers | callers | direct calls/s | gateway calls/s | × direct | direct p50 / p99 ms | added p50 / p99 ms | direct CPU µs | gateway CPU µs | direct KB | gateway KB |");
        await output.WriteLineAsync("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var streamed in new[] { false, true })
        {
            foreach (var callers in new[] { 1, 32, 128 })
            {
                var rounds = await InterleavedAsync([direct, gateway], streamed, callers, s_window);
                await output.WriteLineAsync(Row(streamed, callers, rounds));
            }
        }
    }

    // What is left of the pipeline is measured from each of its stages on: the difference to the next is what the stage costs.
    private async Task StagesAsync(Uri endpoint)
    {
        var names = ChatPipeline.Stages.Select(stage => stage.Type.Name.Replace("ChatClient", "", StringComparison.Ordinal)).ToList();
        var targets = names.Select((_, first) => new GatewayTarget(endpoint, first)).ToList();
        using var direct = new DirectTarget(endpoint);
        await output.WriteLineAsync("\n| stage | whole: p50 µs | CPU µs | bytes | stream of 20: p50 µs | CPU µs | bytes |");
        await output.WriteLineAsync("|---|--:|--:|--:|--:|--:|--:|");
        var whole = await InterleavedAsync([.. targets, direct], streamed: false, 1, s_stageWindow);
        var streamed = await InterleavedAsync([.. targets, direct], streamed: true, 1, s_stageWindow);
        for (var i = 0; i < names.Count; i++)
        {
            await output.WriteLineAsync($"| {names[i]} | {Own(whole, i)} | {Own(streamed, i)} |");
        }

        foreach (var target in targets)
        {
            await target.DisposeAsync();
        }
    }

    private static async Task<List<Sample[]>> InterleavedAsync(ITarget[] targets, bool streamed, int callers, TimeSpan window)
    {
        var rounds = new List<Sample[]>();
        for (var round = 0; round <= Rounds; round++)
        {
            var samples = new Sample[targets.Length];
            for (var i = 0; i < targets.Length; i++)
            {
                samples[i] = await ClosedLoop.MeasureAsync(targets[i], streamed, callers, window, ProcessorTime.OfThis);
            }

            // The first one warms up.
            if (round > 0)
            {
                rounds.Add(samples);
            }
        }

        return rounds;
    }

    private static string Own(List<Sample[]> rounds, int stage)
    {
        double Difference(Func<Sample, double> of) => Median(rounds, round => of(round[stage]) - of(round[stage + 1]));
        return string.Create(CultureInfo.InvariantCulture,
            $"{Difference(sample => 1_000 * sample.Percentile(50)):0} | {Difference(sample => sample.ProcessorPerCall):0} | {Difference(sample => sample.BytesPerCall):0}");
    }

    private static string Row(bool streamed, int callers, List<Sample[]> rounds)
    {
        double Of(int target, Func<Sample, double> of) => Median(rounds, round => of(round[target]));
        double Added(int percent) => Median(rounds, round => round[1].Percentile(percent) - round[0].Percentile(percent));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {(streamed ? "streamed" : "whole")} | {callers} | {Of(0, s => s.PerSecond):0} | {Of(1, s => s.PerSecond):0} | {Median(rounds, round => round[1].PerSecond / round[0].PerSecond):0.00} " +
            $"| {Of(0, s => s.Percentile(50)):0.00} / {Of(0, s => s.Percentile(99)):0.00} | {Added(50):0.00} / {Added(99):0.00} " +
            $"| {Of(0, s => s.ProcessorPerCall):0} | {Of(1, s => s.ProcessorPerCall):0} | {Of(0, s => s.BytesPerCall / 1e3):0.0} | {Of(1, s => s.BytesPerCall / 1e3):0.0} |");
    }

    private static double Median(List<Sample[]> rounds, Func<Sample[], double> of)
    {
        var values = rounds.Select(of).Order().ToList();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
