using System.Globalization;
using AiStudio.Benchmarks.Ledger;
using AiStudio.Benchmarks.Processes;

namespace AiStudio.Benchmarks.Edge;

/// <summary>
/// What a program pays for AiStudio between itself and a provider: the real web process over a real PostgreSQL, with a key, limits, budgets, a hold and
/// a settlement and a record of each call, against the emulator itself and against a plain reverse proxy before it. Rounds are interleaved; only ratios count.
/// </summary>
internal sealed class ApiBench(LedgerBenchOptions options, TextWriter output)
{
    private const int Rounds = 3;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);

    public async Task RunAsync()
    {
        await using var cluster = new Cluster(options);
        var key = await Tenant.CreateAsync(cluster);
        var (emulator, address) = await Emulator.StartAsync();
        using var ending = emulator;
        var (proxy, proxyAddress) = await ChildProcess.ListeningAsync(typeof(ReverseProxy).Assembly.Location, "proxy", address.ToString());
        using var endingToo = proxy;
        using var node = await StudioNode.StartAsync(options, cluster, address);
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Path.Combine(options.Cluster, "postmaster.pid")))[0], CultureInfo.InvariantCulture);

        using var direct = new RawTarget(address, Models.OpenAi, "key");
        using var through = new RawTarget(proxyAddress, Models.OpenAi, "key");
        using var studio = new RawTarget(node.Address, Models.OpenAi, key);
        foreach (var streamed in new[] { true, false })
        {
            // What the just-in-time compiler does in the first seconds is no cost of a call.
            await ClosedLoop.MeasureAsync(through, streamed, 32, s_warmUp / 4, () => TimeSpan.Zero);
            await ClosedLoop.MeasureAsync(studio, streamed, 32, s_warmUp, () => TimeSpan.Zero);
        }

        var database = TimeSpan.Zero;
        (ITarget Target, Func<TimeSpan> Processor)[] targets =
            [(direct, () => TimeSpan.Zero), (through, () => proxy.Processor), (studio, () => node.Process.Processor)];

        await output.WriteLineAsync("| answers | callers | direct req/s | proxy × direct | AiStudio × direct | AiStudio × proxy | proxy added p50 / p99 ms | AiStudio added p50 / p99 ms | proxy CPU µs | AiStudio CPU µs | PostgreSQL CPU µs | commits a call |");
        await output.WriteLineAsync("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var streamed in new[] { false, true })
        {
            foreach (var callers in new[] { 1, 32, 128 })
            {
                var rounds = new List<Round>();
                for (var round = 0; round <= Rounds; round++)
                {
                    var samples = new List<Sample>();
                    foreach (var (target, processor) in targets[..^1])
                    {
                        samples.Add(await ClosedLoop.MeasureAsync(target, streamed, callers, s_window, processor));
                    }

                    var (used, commits) = (ProcessorTime.OfFamily(postmaster), await CommitsAsync(cluster));
                    samples.Add(await ClosedLoop.MeasureAsync(targets[^1].Target, streamed, callers, s_window, targets[^1].Processor));
                    database = ProcessorTime.OfFamily(postmaster) - used;

                    // The first one warms up.
                    if (round > 0)
                    {
                        rounds.Add(new(samples[0], samples[1], samples[2], database, await CommitsAsync(cluster) - commits));
                    }
                }

                await output.WriteLineAsync(Row(streamed, callers, rounds));
            }
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"\nPeak working set: AiStudio {node.Process.PeakWorkingSet / 1e6:0} MB, proxy {proxy.PeakWorkingSet / 1e6:0} MB, emulator {emulator.PeakWorkingSet / 1e6:0} MB."));
    }

    private static Task<long> CommitsAsync(Cluster cluster) =>
        cluster.ScalarAsync<long>("select xact_commit from pg_stat_database where datname = 'aistudio'");

    private static string Row(bool streamed, int callers, List<Round> rounds)
    {
        double Median(Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
        string Added(Func<Round, Sample> of) => string.Create(CultureInfo.InvariantCulture,
            $"{Median(round => of(round).Percentile(50) - round.Direct.Percentile(50)):0.00} / {Median(round => of(round).Percentile(99) - round.Direct.Percentile(99)):0.00}");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {(streamed ? "streamed" : "whole")} | {callers} | {Median(r => r.Direct.PerSecond):0} | {Median(r => r.Proxy.PerSecond / r.Direct.PerSecond):0.000} | {Median(r => r.Studio.PerSecond / r.Direct.PerSecond):0.000} " +
            $"| {Median(r => r.Studio.PerSecond / r.Proxy.PerSecond):0.00} | {Added(r => r.Proxy)} | {Added(r => r.Studio)} | {Median(r => r.Proxy.ProcessorPerCall):0} | {Median(r => r.Studio.ProcessorPerCall):0} " +
            $"| {Median(r => r.Database.TotalMicroseconds / r.Studio.Latencies.Count):0} | {Median(r => (double)r.Commits / r.Studio.Latencies.Count):0.00} |");
    }

    private sealed record Round(Sample Direct, Sample Proxy, Sample Studio, TimeSpan Database, long Commits);
}
