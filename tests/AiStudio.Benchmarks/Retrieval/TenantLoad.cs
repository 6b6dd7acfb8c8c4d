using System.Diagnostics;
using System.Globalization;
using AiStudio.Platform.Identity;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>Fills bases through the product's own ingestion, and says where the time goes.</summary>
internal sealed class TenantLoad(BenchDatabase database, KnowledgeHost host, MadeTexts texts)
{
    private const int PartsADocument = 200;

    private TimeSpan _total;

    /// <summary>Some of the texts that it wrote.</summary>
    public async Task<List<string>> FillAsync(Caller owner, Guid baseId, int count, Random random)
    {
        var samples = new List<string>();
        var started = Stopwatch.GetTimestamp();
        for (var written = 0; written < count; written += PartsADocument)
        {
            var parts = Enumerable.Range(0, Math.Min(PartsADocument, count - written)).Select(_ => texts.Next(random)).ToArray();
            samples.Add(parts[0]);
            await host.AddAsync(owner, baseId, $"Document {written / PartsADocument}.txt", string.Join("\n\n", parts));
        }

        await host.RunJobsAsync(owner);
        _total += Stopwatch.GetElapsedTime(started);
        return samples;
    }

    public async Task ReportAsync(TextWriter output)
    {
        var chunks = await database.ScalarAsync<long>("select count(*) from chunk");
        var postings = await database.ScalarAsync<long>("select count(*) from posting");
        // The server counts them when track_functions is on.
        var publishing = TimeSpan.FromMilliseconds(await database.ScalarAsync<double>("select coalesce(sum(total_time), 0) from pg_stat_user_functions where funcname = 'keep_postings'"));
        var rest = _total - host.Embedding - publishing;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {chunks} chunks ingested in {_total.TotalSeconds:F1} s, one job at a time: {chunks / _total.TotalSeconds:F0} chunks/s
              embedded (local):                         {Part(host.Embedding)}
              postings ({postings} of them):   {Part(publishing)}
              chunks and vectors written and indexed:   {Part(rest)}
            """));
    }

    private string Part(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s ({100 * time / _total:F0} %)");
}
