using System.Globalization;
using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Platform.Identity;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>Where the line between an answer and none should be: cases that the documents answer, and cases that they do not, at several lines.</summary>
internal sealed class AbstentionTable(KnowledgeHost host, Caller owner, Guid baseId)
{
    private static readonly double[] s_lines = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8];

    /// <param name="cases">JSON Lines with <c>input</c> and <c>tags</c>, of which one is <c>answerable</c> or <c>unanswerable</c>.</param>
    /// <param name="output">Where the table goes.</param>
    public async Task WriteAsync(string cases, TextWriter output)
    {
        var found = new List<(bool IsAnswerable, Features.Knowledge.Retrieval.Retrieval Retrieval)>();
        foreach (var line in await File.ReadAllLinesAsync(cases))
        {
            using var document = JsonDocument.Parse(line);
            var tags = document.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ToList();
            var question = document.RootElement.GetProperty("input").GetString()!;
            found.Add((tags.Contains("answerable"), await host.Retriever.SearchAsync(owner.Scope, KnowledgeHost.AsCaller(owner), new SearchRequest([baseId], question), CancellationToken.None)));
        }

        var (answerable, others) = (found.Where(one => one.IsAnswerable).ToList(), found.Where(one => !one.IsAnswerable).ToList());
        await output.WriteLineAsync($"\n| likeness from | given, of {answerable.Count} answerable | refused, of {others.Count} unanswerable |\n|---|---|---|");
        foreach (var at in s_lines)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {at:F2} | {answerable.Count(one => one.Retrieval.Alike >= at)} | {others.Count(one => one.Retrieval.Alike < at)} |"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"as it is set: {answerable.Count(one => one.Retrieval.Fits)} given, {others.Count(one => !one.Retrieval.Fits)} refused; best cosine {answerable.Average(Cosine):F2} answerable (at most {answerable.Max(Cosine):F2}), {others.Average(Cosine):F2} unanswerable (at most {others.Max(Cosine):F2})"));
    }

    private static double Cosine((bool IsAnswerable, Features.Knowledge.Retrieval.Retrieval Retrieval) one) => one.Retrieval.Candidates.Select(candidate => candidate.Vector?.Score ?? 0).DefaultIfEmpty().Max();
}
