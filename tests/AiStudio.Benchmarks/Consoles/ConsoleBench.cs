using System.Diagnostics;
using System.Globalization;
using AiStudio.Benchmarks.Documents;
using Npgsql;

namespace AiStudio.Benchmarks.Consoles;

/// <summary>Pages and routes of one organization with a million calls among ten million of a hundred organizations: how long the server needs for each, and by which plans.</summary>
internal sealed class ConsoleBench(ConsoleBenchOptions options, TextWriter output)
{
    private const int WarmUps = 3;
    private static readonly TimeSpan s_refused = TimeSpan.FromSeconds(5);

    public async Task<bool> RunAsync()
    {
        await using var superuser = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Superuser) { Database = "aistudio", CommandTimeout = 0 });
        await using var studio = await StudioSession.StartAsync(new() { Files = "", App = options.App, Superuser = options.Superuser, OwnerPassword = options.OwnerPassword, AppPassword = options.AppPassword, Folder = options.Folder });
        await new ConsoleData(superuser, output).MakeAsync(options.ConsoleCalls);
        await SizesAsync(superuser);

        var probes = await ConsoleProbes.AllAsync(superuser);
        await output.WriteLineAsync("\n| what | limit ms | p50 ms | p95 ms | kB | |\n|---|--:|--:|--:|--:|---|");
        // Each once before: code is compiled, and what a node does when it starts is over.
        foreach (var path in probes.SelectMany(probe => probe.Paths))
            await studio.ReadAsync(path);
        var kept = true;
        foreach (var probe in probes)
            kept &= await MeasureAsync(studio, probe);

        await ExplainAsync(superuser, studio, probes);
        return kept;
    }

    private async Task<bool> MeasureAsync(StudioSession studio, ConsoleProbe probe)
    {
        var times = new List<double>();
        var bytes = 0;
        for (var look = -WarmUps; look < options.Looks; look++)
        {
            var path = probe.Paths[Math.Abs(look) % probe.Paths.Count];
            var started = Stopwatch.GetTimestamp();
            var (status, body) = await studio.ReadAsync(path);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (status == 429)
            {
                // One person asks more than a person may: what was refused is not measured.
                await Task.Delay(s_refused);
                look--;
                continue;
            }

            if (status != 200)
            {
                await output.WriteLineAsync($"| {probe.Name} | {probe.LimitMs} | | | | **{path} answers {status}** |");
                return false;
            }

            bytes = body.Length;
            if (look >= 0)
                times.Add(took);
        }

        times.Sort();
        var (half, most) = (times[times.Count / 2], times[(int)Math.Ceiling(times.Count * 0.95) - 1]);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {probe.Name} | {probe.LimitMs} | {half:0} | {most:0} | {bytes / 1000} | {(most <= probe.LimitMs ? "" : "**over**")} |"));
        return most <= probe.LimitMs;
    }

    private async Task SizesAsync(NpgsqlDataSource superuser)
    {
        await output.WriteLineAsync("\n| table | rows | MB | MB of indexes | MB a million calls |\n|---|--:|--:|--:|--:|");
        await using var command = superuser.CreateCommand("""
            select coalesce(p.relname, c.relname), sum(c.reltuples)::bigint, sum(pg_table_size(c.oid)) / 1e6, sum(pg_indexes_size(c.oid)) / 1e6
            from pg_class c left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            group by 1 having sum(pg_total_relation_size(c.oid)) > 10e6 and coalesce(p.relname, c.relname) not like 'bench%' order by 3 desc
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (data, indexes) = (reader.GetDouble(2), reader.GetDouble(3));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {reader.GetString(0)} | {reader.GetInt64(1):N0} | {data:0} | {indexes:0} | {(data + indexes) * 1e6 / options.ConsoleCalls:0} |"));
        }
    }

    // What the app's own statements do, of one look at each: by auto_explain, for the app's role alone.
    private async Task ExplainAsync(NpgsqlDataSource superuser, StudioSession studio, IReadOnlyList<ConsoleProbe> probes)
    {
        await using (var command = superuser.CreateCommand("""
            alter role aistudio_app set session_preload_libraries = 'auto_explain';
            alter role aistudio_app set auto_explain.log_min_duration = 5;
            alter role aistudio_app set auto_explain.log_analyze = on;
            alter role aistudio_app set auto_explain.log_buffers = on;
            select pg_terminate_backend(pid) from pg_stat_activity where usename = 'aistudio_app'
            """))
        {
            await command.ExecuteNonQueryAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(options.Folder, "details.txt"), "");
        foreach (var probe in probes)
        {
            // The first look may meet a connection that was ended above.
            await studio.ReadAsync(probe.Paths[0]);
            var from = new FileInfo(options.ServerLog).Length;
            await studio.ReadAsync(probe.Paths[0]);
            await using var log = new FileStream(options.ServerLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Seek(from, SeekOrigin.Begin);
            using var reader = new StreamReader(log);
            await File.AppendAllTextAsync(Path.Combine(options.Folder, "details.txt"), $"\n==== {probe.Name}: {probe.Paths[0]}\n{await reader.ReadToEndAsync()}");
        }

        await output.WriteLineAsync("\nPlans of every statement that took 5 ms or more are in TestResults/bench-console-details.txt.");
    }
}
