using System.Diagnostics;
using System.Globalization;
using AiStudio.Platform.Data;
using AiStudio.ProviderEmulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.Benchmarks.Ledger;

/// <summary>
/// Does money survive everything? Callers ask the real web process, a part of them hangs up, the process and its database are killed again
/// and again; in the end the provider's bill and the ledger are compared call by call.
/// </summary>
internal sealed class LedgerBench(LedgerBenchOptions options, TextWriter output)
{
    private static readonly TimeSpan s_release = TimeSpan.FromSeconds(60);

    public async Task<bool> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var provider = await ProviderEmulatorHost.StartAsync(new EmulatorOptions { ChunkDelayMs = 4, BillCapacity = 10 * options.Calls });
        await using var cluster = new Cluster(options);
        var (organization, user) = await PrepareAsync(cluster);
        await using var node = new WebProcess(options, cluster, provider.OpenAiEndpoint, provider.BaseAddress);
        await node.StartAsync();
        using var callers = new Callers(options, node.Address, organization, user);
        var calling = callers.RunAsync();
        await DisturbAsync(callers, node, cluster, calling);
        await calling;
        await node.LookAfterAsync();
        var bill = await provider.Bill.SettledAsync(0, new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        var waited = await ReleasedAsync(cluster, node, organization);
        var result = await Reconciliation.OfAsync(cluster, organization, bill);
        await TellAsync(callers, node, result, waited, Stopwatch.GetElapsedTime(started));
        return result.IsClean;
    }

    private static async Task<(Guid Organization, Guid User)> PrepareAsync(Cluster cluster)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:StudioOwner"] = cluster.Owner }).Build();
        await new Migrator(configuration, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None);
        var (organization, user) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await cluster.ExecuteAsync("insert into organization (id, name, time_zone) values ($1, 'Bench', 'Europe/Berlin')", organization);
        await cluster.ExecuteAsync("""
            insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name)
            values ($1, 'bench@example.test', 'BENCH@EXAMPLE.TEST', 'bench@example.test', 'BENCH@EXAMPLE.TEST', true, 'x', 'x', 'Bench')
            """, user);
        await cluster.ExecuteAsync("insert into membership (org_id, user_id, role) values ($1, $2, 'owner')", organization, user);
        await cluster.ExecuteAsync(
            "insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd, stop_percent) values ($1, $2, 'All', 'organization', '', 'month', 1000000000000000, 100)",
            organization, Guid.CreateVersion7());
        return (organization, user);
    }

    // Spread over the calls, in an order that the seed decides.
    private async Task DisturbAsync(Callers callers, WebProcess node, Cluster cluster, Task calling)
    {
        var random = new Random(options.Seed);
        var blows = Enumerable.Repeat(false, options.Kills).Concat(Enumerable.Repeat(true, options.DatabaseKills)).ToArray();
        random.Shuffle(blows);
        for (var i = 0; i < blows.Length; i++)
        {
            var due = (int)((i + 0.2 + (0.6 * random.NextDouble())) * options.Calls / blows.Length);
            while (callers.Begun < due && !calling.IsCompleted)
            {
                await Task.Delay(5);
                await node.LookAfterAsync();
            }

            await (blows[i] ? cluster.KillAndRestartAsync() : node.KillAndRestartAsync());
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"killed {(blows[i] ? "PostgreSQL" : "the web process")} at call {due}"));
        }
    }

    // The reaper has a minute.
    private static async Task<TimeSpan> ReleasedAsync(Cluster cluster, WebProcess node, Guid organization)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < s_release + TimeSpan.FromSeconds(5)
            && await cluster.ScalarAsync<long>("select count(*) from hold where org_id = $1 and state = 'held'", organization) > 0)
        {
            await Task.Delay(500);
            await node.LookAfterAsync();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private async Task TellAsync(Callers callers, WebProcess node, Reconciliation result, TimeSpan waited, TimeSpan took)
    {
        var outcomes = callers.Outcomes.Values.CountBy(outcome => outcome).OrderBy(pair => pair.Key).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{callers.Outcomes.Count} calls ({string.Join(", ", outcomes)}), {options.Kills} kills of the web process, {options.DatabaseKills} of PostgreSQL, {node.OwnDeaths} ends of its own; {took.TotalSeconds:0} s"));
        foreach (var line in result.Lines())
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"the last hold was gone {waited.TotalSeconds:0.0} s after the last call"));
        await File.WriteAllLinesAsync(Path.Combine(options.Folder, "details.txt"), result.Details.Select(line => $"{line}; its caller: {callers.Outcomes.GetValueOrDefault(Guid.Parse(line.Split(' ')[0]))}"));
        await output.WriteLineAsync(result.IsClean ? "clean" : "BROKEN");
    }
}
