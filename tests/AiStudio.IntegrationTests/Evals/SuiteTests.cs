using System.Text;
using System.Text.Json;
using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Evals;

public sealed class SuiteTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_OfWhatWasExported_AddsNothing_AndKeepsEveryPart()
    {
        var bench = await EvalBench.OpenAsync(api);
        var (exchange, content) = (bench.Get<CaseExchange>(), new CaseContent(
            [new("user", "Where is order 17?"), new("assistant", "Let me look."), new("user", "And?")],
            [new ToolCalled("find_order") { Arguments = JsonElement.Parse("""{"number":17}""") }, new Matches("on its (way|road)") { IgnoreCase = true }, new Similar("It is on its way.") { AtLeast = 0.5 }, new MeetsRubric()])
        {
            Variables = new Dictionary<string, string> { ["name"] = "Kim" },
            Recordings = [new("find_order", "on its way") { Arguments = JsonElement.Parse("""{"number":17,"a":1}"""), Description = "Finds." }],
        });
        var made = await bench.Cases.CreateAsync(bench.Owner, bench.SuiteId, new CaseDraft("Order", content) { Tags = ["orders", "tools"] }, CaseSource.Written, Cancellation);
        Assert.True(made.Succeeded, made.Error?.Message);

        var file = await ExportAsync(bench, bench.SuiteId);
        var again = await exchange.ImportAsync(bench.Owner, bench.SuiteId, file, Cancellation);
        var other = await EvalBench.OpenAsync(api, EvalBench.Draft with { Name = "Other" }, bench.Owner);
        var copied = await exchange.ImportAsync(bench.Owner, other.SuiteId, file, Cancellation);

        Assert.Equal((0, 1), (again.Value!.Added, again.Value.Duplicates));
        Assert.Equal((1, 0), (copied.Value!.Added, copied.Value.Duplicates));
        Assert.Equal(Encoding.UTF8.GetString(file), Encoding.UTF8.GetString(await ExportAsync(bench, other.SuiteId)));
    }

    [Fact]
    public async Task Import_WithBadLines_NamesThemAndAddsNothing()
    {
        var bench = await EvalBench.OpenAsync(api);
        var report = await bench.Get<CaseExchange>().ImportAsync(bench.Owner, bench.SuiteId, """
            {"id":"a","input":"Good?","expected_contains":["yes"]}
            {"id":"b","input":"No check?"}

            {"messages":[{"role":"user","text":"x"}],"checks":[{"kind":"regex","pattern":"(a)\\1"}]}
            not json
            """u8.ToArray(), Cancellation);

        Assert.Equal([2, 4, 5], report.Value!.Problems.Select(problem => problem.Line));
        Assert.Empty((await bench.Suites.CasesAsync(bench.Owner, bench.SuiteId, new CaseQuery(), null, 10, Cancellation)).Value!);
    }

    [Fact]
    public async Task Import_OfFiveThousandCasesAsCsv_IsListedInPages()
    {
        var bench = await EvalBench.OpenAsync(api);
        var csv = "id,input,expected_contains,tags\n" + string.Join('\n', Enumerable.Range(1, 5_000).Select(n => $"c{n},\"Question, {n}?\",one|two,even{n % 2}"));
        var report = await bench.Get<CaseExchange>().ImportAsync(bench.Owner, bench.SuiteId, Encoding.UTF8.GetBytes(csv), Cancellation);

        Assert.Equal(5_000, report.Value!.Added);
        var seen = new List<CaseEntry>();
        for (Guid? after = null; ; after = seen[^1].Id)
        {
            var page = (await bench.Suites.CasesAsync(bench.Owner, bench.SuiteId, new CaseQuery(Tag: "even1"), after, 1_000, Cancellation)).Value!;
            seen.AddRange(page);
            if (page.Count < 1_000)
                break;
        }

        Assert.Equal(2_500, seen.DistinctBy(row => row.Id).Count());
        Assert.Equal(("c4999", "Question, 4999?", "contains contains"), (seen[^1].Name, seen[^1].Question, string.Join(' ', seen[^1].Checks)));
    }

    [Fact]
    public async Task Case_WithoutACheck_CannotBeSaved()
    {
        var bench = await EvalBench.OpenAsync(api);

        var made = await bench.Cases.CreateAsync(bench.Owner, bench.SuiteId, new CaseDraft("", new CaseContent([new("user", "x")], [])), CaseSource.Written, Cancellation);

        Assert.Equal("case_without_check", made.Error?.Code);
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Finance)]
    public async Task Member_SeesAndChangesNothing(Role role)
    {
        var bench = await EvalBench.OpenAsync(api);
        await bench.AddAsync("x", new Contains("x"));
        var (run, member) = (await bench.RunAsync(), await api.Site.AddMemberAsync(bench.Owner.OrganizationId, role));

        Assert.Empty(await bench.Suites.ListAsync(member, Cancellation));
        Assert.Equal("no_eval_suite", (await bench.Suites.OpenAsync(member, bench.SuiteId, Cancellation)).Error?.Code);
        Assert.Equal("no_eval_run", (await bench.Runs.OpenAsync(member, run.Run.Id, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await bench.Desk.StartAsync(member, new RunRequest(bench.SuiteId, run.Run.VersionId, null, EvalOrigin.Person), Cancellation)).Error?.Code);
        Assert.Equal("no_eval_suite", (await bench.Suites.OpenAsync(await api.Site.AddOrganizationAsync(), bench.SuiteId, Cancellation)).Error?.Code);
    }

    private static async Task<byte[]> ExportAsync(EvalBench bench, Guid suite)
    {
        using var output = new MemoryStream();
        Assert.True((await bench.Get<CaseExchange>().ExportAsync(bench.Owner, suite, output, Cancellation)).Succeeded);
        return output.ToArray();
    }
}
