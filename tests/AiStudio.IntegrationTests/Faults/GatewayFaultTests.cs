using System.Diagnostics;
using System.Globalization;
using AiStudio.IntegrationTests.Database;

[assembly: AssemblyFixture(typeof(AiStudio.IntegrationTests.Faults.FaultTable))]

namespace AiStudio.IntegrationTests.Faults;

/// <summary>
/// Every case of the fault catalogue's sections A and B with some seeds: two in an ordinary run, as many as <c>AISTUDIO_FAULT_SEEDS</c> says in
/// <c>./studio test gateway-faults</c>; <c>AISTUDIO_FAULT_SEED=F07:12</c> replays one.
/// </summary>
public sealed class GatewayFaultTests(StudioTestDatabase database, FaultTable table) : IClassFixture<StudioTestDatabase>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, FaultCase> s_cases = typeof(FaultCase).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(FaultCase)))
        .Select(type => (FaultCase)Activator.CreateInstance(type)!)
        .ToDictionary(fault => fault.Id);

    public static TheoryData<string> Cases => [.. s_cases.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Cases_AreF01ToF21() =>
        Assert.Equal(Enumerable.Range(1, 21).Select(number => $"F{number:00}"), s_cases.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Gateway_UnderFault_BreaksNoInvariant(string id)
    {
        var fault = s_cases[id];
        var seeds = SeedsOf(id);
        var broken = new List<(int Seed, string Sentence)>();
        var started = Stopwatch.GetTimestamp();
        foreach (var seed in seeds)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            broken.AddRange((await BrokenAsync(fault, seed)).Distinct().Select(sentence => (seed, sentence)));
        }

        if (seeds.Count > 0)
        {
            table.Add(fault, seeds.Count, Stopwatch.GetElapsedTime(started), broken);
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken.Select(one => $"{id}:{one.Seed} {one.Sentence}")));
    }

    private async Task<IReadOnlyList<string>> BrokenAsync(FaultCase fault, int seed)
    {
        await using var run = await FaultRun.BeginAsync(database, seed);
        try
        {
            await RunAsync(fault, run).WaitAsync(s_patience);
        }
        catch (Exception failure)
        {
            run.Expect(false, $"threw {failure}");
        }

        return run.Broken;
    }

    private static async Task RunAsync(FaultCase fault, FaultRun run)
    {
        await fault.RunAsync(run);
        if (run.Nodes.Count > 0)
        {
            await Invariants.CheckAsync(run, [.. run.Calls.Select(heard => heard.Call.Caller.OrganizationId).Append(run.Caller.OrganizationId).Distinct()]);
        }
    }

    private static IReadOnlyList<int> SeedsOf(string id)
    {
        if (Environment.GetEnvironmentVariable("AISTUDIO_FAULT_SEED") is { Length: > 0 } replayed)
        {
            var parts = replayed.Split(':');
            return parts[0] == id || parts is ["*", _] ? [int.Parse(parts[1], CultureInfo.InvariantCulture)] : [];
        }

        var count = Environment.GetEnvironmentVariable("AISTUDIO_FAULT_SEEDS") is { Length: > 0 } seeds ? int.Parse(seeds, CultureInfo.InvariantCulture) : 2;
        return [.. Enumerable.Range(1, count)];
    }
}
