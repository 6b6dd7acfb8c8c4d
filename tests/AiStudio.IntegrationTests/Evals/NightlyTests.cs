using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Running;
using AiStudio.Gateway.Routing;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Models;
using AiStudio.Platform.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Evals;

public sealed class NightlyTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Suite_WithATime_IsRunOnceANight_AlsoByTwoNodes()
    {
        // Late, so that the site's own look, by the true time, finds nothing to do.
        var at = new TimeOnly(23, 59, 59);
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { NightlyAt = at });
        await bench.AddAsync("Say kitten", new Contains("kitten"));
        // Made some days ago.
        await api.Database.ExecuteAsync("update eval_suite set created_at = created_at - interval '3 days' where org_id = $1", bench.Owner.OrganizationId);
        var time = new ManualTime();
        var due = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date + at.ToTimeSpan(), TimeSpan.Zero);
        time.Advance(due.AddSeconds(-1) - time.GetUtcNow());
        var (one, other) = (Node(bench, time), Node(bench, time));

        await one.RunOnceAsync(Cancellation);
        Assert.Empty(await NightlyAsync(bench));

        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(one.RunOnceAsync(Cancellation), other.RunOnceAsync(Cancellation));
        await other.RunOnceAsync(Cancellation);
        var first = Assert.Single(await NightlyAsync(bench));
        Assert.Equal(EvalRunState.Ended, (await bench.EndedAsync(first.Id)).Run.State);

        // A day later, which is the same as a run that is a day older.
        await api.Database.ExecuteAsync("update eval_run set created_at = created_at - interval '1 day' where id = $1", first.Id);
        await Task.WhenAll(one.RunOnceAsync(Cancellation), other.RunOnceAsync(Cancellation));
        await one.RunOnceAsync(Cancellation);
        var nights = await NightlyAsync(bench);
        Assert.Equal(2, nights.Count);
        foreach (var run in nights)
            await bench.EndedAsync(run.Id);
    }

    private static AutomaticRuns Node(EvalBench bench, TimeProvider time) =>
        new(bench.Get<StudioDatabase>(), bench.Get<RunDesk>(), bench.Get<IRouteTable>(), time, NullLogger<AutomaticRuns>.Instance);

    private static async Task<List<RunEntry>> NightlyAsync(EvalBench bench) =>
        [.. (await bench.Runs.ListAsync(bench.Owner, bench.SuiteId, null, 10, Cancellation)).Where(run => run.Origin == EvalOrigin.Nightly)];
}
