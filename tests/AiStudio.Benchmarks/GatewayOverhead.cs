using System.Globalization;
using AiStudio.ProviderEmulator;

namespace AiStudio.Benchmarks;

/// <summary>
/// What a call pays for passing the gateway's stages, against the same call straight to the emulator. Ledger and log are in memory:
/// this measures the pipeline, not the database. Rounds are interleaved, so that a drift of the machine hits both alike; only ratios count.
/// </summary>
internal static class GatewayOverhead
{
    private const int Rounds = 5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(TextWriter output)
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync();
        await using var gateway = new GatewayTarget(emulator.OpenAiEndpoint);
        using var direct = new DirectTarget(emulator.OpenAiEndpoint);

        await output.WriteLineAsync("| answers | callers | direct calls/s | gateway calls/s | × direct | direct p50 / p99 ms | added p50 / p99 ms |");
        await output.WriteLineAsync("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var streamed in new[] { false, true })
        {
            foreach (var callers in new[] { 1, 32, 128 })
            {
                var rounds = new List<(Sample Direct, Sample Gateway)>();
                await MeasureAsync(direct, streamed, callers);
                await MeasureAsync(gateway, streamed, callers);
                for (var round = 0; round < Rounds; round++)
                {
                    rounds.Add((await MeasureAsync(direct, streamed, callers), await MeasureAsync(gateway, streamed, callers)));
                    emulator.Bill.Clear();
                }

                await output.WriteLineAsync(Row(streamed, callers, rounds));
            }
        }
    }

    private static async Task<Sample> MeasureAsync(ITarget target, bool streamed, int callers)
    {
        using var limit = new CancellationTokenSource(Window);
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(target, streamed, limit.Token))));
        return new Sample([.. latencies.SelectMany(latency => latency).Order()], Window);
    }

    private static async Task<List<TimeSpan>> CallAsync(ITarget target, bool streamed, CancellationToken until)
    {
        var latencies = new List<TimeSpan>();
        while (!until.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            await target.CallAsync(streamed);
            latencies.Add(TimeProvider.System.GetElapsedTime(started));
        }

        return latencies;
    }

    private static string Row(bool streamed, int callers, List<(Sample Direct, Sample Gateway)> rounds)
    {
        double Median(Func<(Sample Direct, Sample Gateway), double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {(streamed ? "streamed" : "whole")} | {callers} | {Median(r => r.Direct.PerSecond):0} | {Median(r => r.Gateway.PerSecond):0} | {Median(r => r.Gateway.PerSecond / r.Direct.PerSecond):0.00} " +
            $"| {Median(r => r.Direct.Percentile(50)):0.00} / {Median(r => r.Direct.Percentile(99)):0.00} " +
            $"| {Median(r => r.Gateway.Percentile(50) - r.Direct.Percentile(50)):0.00} / {Median(r => r.Gateway.Percentile(99) - r.Direct.Percentile(99)):0.00} |");
    }
}
