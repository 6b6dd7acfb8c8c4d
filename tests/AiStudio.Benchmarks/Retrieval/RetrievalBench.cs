using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Platform.Identity;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>Recall and MRR of the product's own search, offline, beside what its parts and PostgreSQL's own ranking do on the same questions.</summary>
internal sealed class RetrievalBench(RetrievalBenchOptions options, TextWriter output)
{
    private const string FullText = """
        select c.document_id from chunk c, (
          select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery as query
          from unnest(tsvector_to_array(to_tsvector('english', $1))) as lexeme) q
        where c.org_id = $2 and c.search @@ q.query order by ts_rank(c.search, q.query, 1) desc, c.id limit 40
        """;

    private const string WebSearch = """
        select c.document_id from chunk c, websearch_to_tsquery('english', $1) q
        where c.org_id = $2 and c.search @@ q order by ts_rank(c.search, q, 1) desc, c.id limit 40
        """;

    private readonly Dictionary<Guid, string> _ids = [];
    private readonly RankedLists _product = new("AiStudio, offline default");
    private readonly RankedLists _words = new("plain BM25 (its words' arm)");
    private readonly RankedLists _fullText = new("PostgreSQL, OR, ts_rank");
    private readonly RankedLists _webSearch = new("PostgreSQL, websearch_to_tsquery");
    private readonly RankedLists _vectors = new("vectors only (hashed)");

    public async Task<bool> RunAsync()
    {
        var data = await LabelledData.ReadAsync(options.Docs, options.Questions);
        await using var database = await BenchDatabase.CreateAsync(options);
        await using var host = new KnowledgeHost(database);
        var (owner, baseId) = await host.AddOrganizationAsync("Bench");
        var watch = Stopwatch.StartNew();
        foreach (var (document, at) in data.Documents.Select((document, at) => (document, at)))
        {
            _ids[await host.AddAsync(owner, baseId, $"{at}.md", $"# {document.Title}\n\n{document.Text}\n")] = document.Id;
        }

        await host.RunJobsAsync(owner);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{data.Documents.Count} documents ingested in {watch.Elapsed.TotalSeconds:F1} s"));
        await BenchDatabase.ExecuteAsync(database.Superuser, "vacuum analyze");
        var times = new List<double>();
        foreach (var question in data.Questions)
        {
            times.Add(await AskAsync(database, host, owner, baseId, question));
        }

        await WriteAsync();
        times.Sort();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a search: p50 {times[times.Count / 2]:F1} ms, p95 {times[(int)(times.Count * 0.95)]:F1} ms"));
        if (options.Cases.Length > 0)
        {
            await new AbstentionTable(host, owner, baseId).WriteAsync(options.Cases, output);
        }

        return await ReportAsync(data);
    }

    private async Task<double> AskAsync(BenchDatabase database, KnowledgeHost host, Caller owner, Guid baseId, LabelledQuestion question)
    {
        var started = Stopwatch.GetTimestamp();
        var found = await host.Retriever.SearchAsync(
            owner.Scope, KnowledgeHost.AsCaller(owner), new SearchRequest([baseId], question.Question) { TopK = 30 }, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        _product.Add(question.Id, found.Passages.Select(passage => _ids[passage.DocumentId]));
        _words.Add(question.Id, found.Candidates.Where(one => one.Words is not null).OrderBy(one => one.Words!.Rank).Select(one => _ids[one.Chunk.DocumentId]));
        _vectors.Add(question.Id, found.Candidates.Where(one => one.Vector is not null).OrderBy(one => one.Vector!.Rank).Select(one => _ids[one.Chunk.DocumentId]));
        _fullText.Add(question.Id, await QueryAsync(database, FullText, owner, question.Question));
        _webSearch.Add(question.Id, await QueryAsync(database, WebSearch, owner, question.Question));
        return took;
    }

    private async Task<List<string>> QueryAsync(BenchDatabase database, string sql, Caller owner, string question)
    {
        await using var command = database.Superuser.CreateCommand(sql);
        command.Parameters.Add(new() { Value = question });
        command.Parameters.Add(new() { Value = owner.OrganizationId });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
        {
            found.Add(_ids[reader.GetGuid(0)]);
        }

        return found;
    }

    private async Task WriteAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Out))!);
        await File.WriteAllLinesAsync(options.Out, _product.Lists.Select(pair => JsonSerializer.Serialize(new { id = pair.Key, doc_ids = pair.Value })));
        await output.WriteLineAsync($"ranked documents: {options.Out}");
    }

    private async Task<bool> ReportAsync(LabelledData data)
    {
        var low = data.LowOverlap();
        var slice = data.Questions.Where(question => low.Contains(question.Id)).ToList();
        await output.WriteLineAsync($"""

            | {data.Questions.Count} questions | R@1 | R@5 | R@10 | MRR@10 | R@10, low overlap ({slice.Count}) |
            |---|---|---|---|---|---|
            """);
        foreach (var lists in new[] { _product, _words, _fullText, _webSearch, _vectors })
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {lists.System} | {lists.Recall(data.Questions, 1):F3} | {lists.Recall(data.Questions, 5):F3} | {lists.Recall(data.Questions, 10):F3} | {lists.MeanReciprocalRank(data.Questions):F3} | {lists.Recall(slice, 10):F3} |"));
        }

        return new[] { 1, 5, 10 }.All(k => _product.Recall(data.Questions, k) > _words.Recall(data.Questions, k))
            && _product.MeanReciprocalRank(data.Questions) > _words.MeanReciprocalRank(data.Questions);
    }
}
