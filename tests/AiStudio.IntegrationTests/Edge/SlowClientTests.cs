using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Api;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>
/// Slow clients are their own trouble and nobody else's: what other callers wait for with and without them, taken in turns against the real process.
/// <c>./studio bench slow</c> has 500 slow connections and 200 streams; the ordinary run a tenth.
/// </summary>
public sealed class SlowClientTests(ApiSite api, ITestOutputHelper output) : IClassFixture<ApiSite>
{
    private const int Callers = 4;
    private const int StreamsPerKey = 20;

    // With few samples on a machine that does other things too, p99 is one hiccup.
    private static readonly TimeSpan s_hiccup = TimeSpan.FromMilliseconds(100);
    private static readonly int s_connections = Number("AISTUDIO_SLOW_CONNECTIONS", 50);
    private static readonly int s_streams = Number("AISTUDIO_SLOW_STREAMS", 20);
    private static readonly int s_rounds = Number("AISTUDIO_SLOW_ROUNDS", 2);
    private static readonly TimeSpan s_phase = TimeSpan.FromSeconds(Number("AISTUDIO_SLOW_SECONDS", 2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_BesideSlowOnes_WaitNoLongerThanTwice()
    {
        await using var node = await WebNode.StartAsync(api.SettingsOfAProcess());
        using var caller = api.ProgramWith(await KeyAsync(), node.Address);
        var crowd = new List<(string Secret, string Slow, string Fast)>();
        while (crowd.Count < s_streams)
        {
            var key = await KeyAsync();
            crowd.AddRange(Enumerable.Repeat((key, Body("words=5000 delay=300ms", stream: true), Body("words=12000", stream: true)), Math.Min(StreamsPerKey, s_streams - crowd.Count)));
        }

        var (normal, beside, cut, memory) = (new ConcurrentBag<TimeSpan>(), new ConcurrentBag<TimeSpan>(), 0, new List<long>());
        var (workAlone, workBeside) = (TimeSpan.Zero, TimeSpan.Zero);
        await MeasureAsync(caller, []);
        // A process that has just begun to run compiles what it does for the first time: streams too.
        await using (await SlowCrowd.GatherAsync(node.Address, s_connections, crowd, Cancellation))
            await MeasureAsync(caller, []);
        for (var round = 0; round < s_rounds; round++)
        {
            var before = node.Worked;
            await MeasureAsync(caller, normal);
            workAlone += node.Worked - before;
            await using var slow = await SlowCrowd.GatherAsync(node.Address, s_connections, crowd, Cancellation);
            before = node.Worked;
            await MeasureAsync(caller, beside);
            workBeside += node.Worked - before;
            cut += slow.Cut;
            memory.Add(node.WorkingSet);
        }

        var (without, with) = (P99(normal), P99(beside));
        var line = string.Create(CultureInfo.InvariantCulture, $"p99 of {Callers} other callers: {without.TotalMilliseconds:0.0} ms alone ({normal.Count} calls), {with.TotalMilliseconds:0.0} ms beside {s_connections} slow connections and {s_streams} streams ({beside.Count} calls): {with / without:0.00} ×; p50 {P(normal, 0.5).TotalMilliseconds:0.0} and {P(beside, 0.5).TotalMilliseconds:0.0} ms; {cut} slow requests were cut off; {workAlone / (s_rounds * s_phase):0.00} and {workBeside / (s_rounds * s_phase):0.00} processors at work, {memory.Max() / 1_048_576} MiB in use");
        output.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
        if (Environment.GetEnvironmentVariable("AISTUDIO_SLOW_LINE") is { Length: > 0 } file)
            await File.WriteAllTextAsync(file, line + Environment.NewLine, Cancellation);
        Assert.True(with <= (2 * without) + (s_connections < 500 ? s_hiccup : TimeSpan.Zero), line);
        Assert.True(node.IsAlive, node.LastLines());
    }

    private async Task<string> KeyAsync() => (await api.IssueAsync(await api.Site.AddOrganizationAsync(), ApiKeyScope.Chat)).Secret;

    private static Task MeasureAsync(HttpClient program, ConcurrentBag<TimeSpan> times)
    {
        var began = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < s_phase)
            {
                var asked = Stopwatch.GetTimestamp();
                using var content = ApiSite.Json(Body("words=5", stream: false));
                using var answer = await program.PostAsync("/v1/chat/completions", content, Cancellation);
                await answer.Content.ReadAsByteArrayAsync(Cancellation);
                Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
                times.Add(Stopwatch.GetElapsedTime(asked));
            }
        }));
    }

    private static string Body(string words, bool stream) =>
        $$"""{"model":"{{ApiSite.Model}}","stream":{{(stream ? "true" : "false")}},"max_completion_tokens":30000,"messages":[{"role":"user","content":"{{words}} please"}]}""";

    private static TimeSpan P99(ConcurrentBag<TimeSpan> times) => P(times, 0.99);

    private static TimeSpan P(ConcurrentBag<TimeSpan> times, double share) => times.Order().ElementAt((int)((times.Count - 1) * share));

    private static int Number(string name, int usual) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
