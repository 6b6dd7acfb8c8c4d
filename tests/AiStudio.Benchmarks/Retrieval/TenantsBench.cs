using System.Diagnostics;
using System.Globalization;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Platform.Identity;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>Many tenants of very different size in the same tables: does each find what is its own, all of it, only that, and how soon?</summary>
internal sealed class TenantsBench(TenantsBenchOptions options, TextWriter output)
{
    private static readonly (string Name, int From, int To)[] s_sizes = [("10 to 99", 0, 99), ("100 to 999", 100, 999), ("1,000 to 4,999", 1_000, 4_999), ("5,000 to 20,000", 5_000, 20_000)];

    private readonly Random _random = new(1);
    private readonly List<Search> _searches = [];

    public async Task<bool> RunAsync()
    {
        var texts = new MadeTexts(await File.ReadAllLinesAsync(options.Docs));
        await using var database = await BenchDatabase.CreateAsync(options);
        await using var host = new KnowledgeHost(database);
        var load = new TenantLoad(database, host, texts);
        var tenants = new List<(Caller Owner, Guid BaseId, int Chunks, List<string> Samples)>();
        foreach (var size in Sizes())
        {
            var (owner, baseId) = await host.AddOrganizationAsync($"Tenant {tenants.Count}");
            tenants.Add((owner, baseId, size, await load.FillAsync(owner, baseId, size, _random)));
        }

        await load.ReportAsync(output);
        await BenchDatabase.ExecuteAsync(database.Superuser, "vacuum analyze");
        foreach (var (owner, baseId, chunks, samples) in tenants)
        {
            for (var i = 0; i < options.Searches; i++)
            {
                await SearchAsync(database, host, owner, baseId, chunks, MadeTexts.Ask(samples[_random.Next(samples.Count)], _random));
            }
        }

        return await ReportAsync();
    }

    // Geometric between 10 and 20,000, then scaled in the middle so that all add up.
    private List<int> Sizes()
    {
        var raw = Enumerable.Range(0, options.Tenants).Select(at => Math.Pow((double)at / Math.Max(1, options.Tenants - 1), 3)).ToArray();
        var (smallest, largest) = (10, Math.Min(20_000, options.Chunks));
        var rest = options.Chunks - (smallest * options.Tenants);
        return [.. raw.Select(share => Math.Clamp(smallest + (int)(rest * share / raw.Sum()), smallest, largest))];
    }

    private async Task SearchAsync(BenchDatabase database, KnowledgeHost host, Caller owner, Guid baseId, int chunks, string question)
    {
        var request = new SearchRequest([baseId], question) { TopK = 10 };
        var started = Stopwatch.GetTimestamp();
        var found = await host.Retriever.SearchAsync(owner.Scope, KnowledgeHost.AsCaller(owner), request, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var vector = (await host.Embedder.GenerateAsync([question], null, CancellationToken.None))[0].Vector.ToArray();
        var (exact, foreign) = (await NearestAsync(database, owner, vector), 0L);
        var ids = found.Candidates.Select(candidate => candidate.Chunk.ChunkId).ToArray();
        await using (var command = database.Superuser.CreateCommand("select count(*) from chunk where id = any($1) and org_id <> $2"))
        {
            command.Parameters.Add(new() { Value = ids });
            command.Parameters.Add(new() { Value = owner.OrganizationId });
            foreign = (long)(await command.ExecuteScalarAsync())!;
        }

        var near = found.Candidates.Where(candidate => candidate.Vector is { Rank: <= 10 }).Select(candidate => candidate.Chunk.ChunkId).ToHashSet();
        _searches.Add(new Search(chunks, took, exact.Count == 0 ? 1 : exact.Count(near.Contains) / (double)exact.Count, foreign));
    }

    // What an exact search of the tenant alone gives, whoever it is asked by.
    private static async Task<List<Guid>> NearestAsync(BenchDatabase database, Caller owner, float[] vector)
    {
        await using var command = database.Superuser.CreateCommand("""
            with own as materialized (select chunk_id, embedding from chunk_embedding where org_id = $1)
            select chunk_id from own order by embedding <=> $2::vector, chunk_id limit 10
            """);
        command.Parameters.Add(new() { Value = owner.OrganizationId });
        command.Parameters.Add(new() { Value = vector });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Guid>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }

    private async Task<bool> ReportAsync()
    {
        await output.WriteLineAsync("\n| chunks of the tenant | searches | p50 ms | p95 ms | recall@10 of the vectors' arm |\n|---|---|---|---|---|");
        foreach (var (name, from, to) in s_sizes.Append(("all", 0, int.MaxValue)))
        {
            var some = _searches.Where(search => search.Chunks >= from && search.Chunks <= to).ToList();
            if (some.Count > 0)
            {
                var times = some.Select(search => search.Milliseconds).Order().ToList();
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | {some.Count} | {times[times.Count / 2]:F1} | {times[(int)(times.Count * 0.95)]:F1} | {some.Average(search => search.Recall):F3} |"));
            }
        }

        var foreign = _searches.Sum(search => search.Foreign);
        await output.WriteLineAsync($"\nforeign rows: {foreign}");
        return foreign == 0 && _searches.Average(search => search.Recall) >= 0.95;
    }

    private sealed record Search(int Chunks, double Milliseconds, double Recall, long Foreign);
}
