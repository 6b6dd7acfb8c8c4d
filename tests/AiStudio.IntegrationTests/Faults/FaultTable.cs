using System.Collections.Concurrent;
using System.Globalization;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>The run's result, written when it is over to the file that <c>AISTUDIO_FAULT_TABLE</c> names: case, seeds, broken invariants, and each broken one with its seed.</summary>
public sealed class FaultTable : IDisposable
{
    private readonly ConcurrentDictionary<string, Row> _rows = new();

    internal void Add(FaultCase fault, int seeds, TimeSpan took, IReadOnlyList<(int Seed, string Sentence)> broken) =>
        _rows[fault.Id] = new(fault.Fault, fault.Needs, seeds, took, broken);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("AISTUDIO_FAULT_TABLE") is not { Length: > 0 } file || _rows.IsEmpty)
        {
            return;
        }

        var rows = _rows.OrderBy(row => row.Key, StringComparer.Ordinal).ToList();
        File.WriteAllLines(file,
        [
            "| case | seeds | broken invariants | seconds |",
            "|---|--:|--:|--:|",
            .. rows.Select(row => string.Create(CultureInfo.InvariantCulture,
                $"| {row.Key} {row.Value.Fault} | {row.Value.Seeds} | {row.Value.Broken.Count} | {row.Value.Took.TotalSeconds:0.0} |")),
            $"{rows.Count} cases, {rows.Sum(row => row.Value.Seeds)} runs, {rows.Sum(row => row.Value.Broken.Count)} broken invariants",
            .. rows.Where(row => row.Value.Needs is not null).Select(row => $"{row.Key} is not all tested: {row.Value.Needs}"),
            .. rows.SelectMany(row => row.Value.Broken.Select(broken => $"BROKEN {row.Key}:{broken.Seed} {broken.Sentence}")),
        ]);
    }

    private sealed record Row(string Fault, string? Needs, int Seeds, TimeSpan Took, IReadOnlyList<(int Seed, string Sentence)> Broken);
}
