using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AiStudio.Features.Evals;
using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace AiStudio.IntegrationTests.Evals;

/// <summary>kill -9 of the process that runs a suite, three times in the whole proof: each case is answered once, and the books say what the provider's bill says.</summary>
public sealed partial class KilledEvalTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const int Parallel = 8;

    private static readonly int[] s_kills = Proofs.AreWhole ? [40, 90, 140] : [30];

    private static int Cases => Proofs.AreWhole ? 200 : 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhoseProcessIsKilled_AnswersEachCaseOnce_AndTheBooksSayWhatTheBillSays()
    {
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { Parallel = Parallel, BudgetNanoUsd = 100_000 * LedgerDesk.Cent });
        var lines = string.Join('\n', Enumerable.Range(1, Cases).Select(n => $$"""{"id":"case {{n}}","input":"killed case {{n}}.","expected_contains":["killed case {{n}}."]}"""));
        var imported = await bench.Get<CaseExchange>().ImportAsync(bench.Owner, bench.SuiteId, Encoding.UTF8.GetBytes(lines), Cancellation);
        Assert.Equal((Cases, 0), (imported.Value?.Added, imported.Value?.Problems.Count));
        api.Emulator.Scripts.Add(new Script { PromptContains = "killed case", DelayMs = 120, Times = Script.Forever });
        // The work is for the processes that die.
        var scheduler = await api.Host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Cancellation);
        await scheduler.Standby(Cancellation);

        var run = await bench.StartAsync();
        foreach (var until in s_kills)
        {
            using var node = new StudioProcess(api.Site.ProcessSettings);
            await AnsweredAsync(run, until, node);
            node.Kill();
            await GiveUpLeasesAsync(bench.Owner.OrganizationId);
        }

        await scheduler.Start(Cancellation);
        var ended = await bench.EndedAsync(run);
        var results = await bench.ResultsAsync(run);

        Assert.Equal((EvalRunState.Ended, Cases, 0, 0), (ended.Run.State, ended.Run.Passed, ended.Run.Failed, ended.Run.Errors));
        Assert.Equal(Cases, results.DistinctBy(result => result.CaseId).Count());
        Assert.Equal(Cases, results.Count);
        await CheckBooksAsync(bench, ended, results);
    }

    private async Task CheckBooksAsync(EvalBench bench, RunDetail ended, IReadOnlyList<ResultEntry> results)
    {
        var organization = bench.Owner.OrganizationId;
        var bill = api.Emulator.Bill.Rows.Where(row => row.RequestBody?.Contains("killed case", StringComparison.Ordinal) == true).ToList();
        var billed = bill.GroupBy(row => Asked().Match(row.RequestBody!).Value).ToDictionary(row => row.Key, row => row.ToList());
        Assert.Equal(Cases, billed.Count);
        Assert.InRange(bill.Count, Cases, Cases + s_kills.Length * Parallel);

        // Of each case the call that answered: its row in the books is the provider's, to the token.
        var answering = billed.Values.Select(rows => rows.Last(row => row.Ending == Ending.Completed)).ToList();
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{Cases} {answering.Sum(row => row.InputTokens)} {answering.Sum(row => row.OutputTokens)}"),
            await api.Database.ScalarAsync<string>("""
                select concat_ws(' ', count(*), sum(e.input_tokens), sum(e.output_tokens)) from eval_result r join ledger_entry e on e.org_id = r.org_id and e.call_id = r.call_id where r.run_id = $1
                """, ended.Run.Id));
        // Every request on the bill has its row: that of a result, or one that is named as cut off.
        foreach (var result in results)
        {
            var rows = await api.Database.ScalarAsync<long>("select count(*) from eval_call c join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id where c.run_id = $1 and c.case_id = $2", ended.Run.Id, result.CaseId);
            Assert.InRange(rows, billed[Asked().Match(result.Question).Value].Count, 4);
        }

        var booked = await api.Database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1", organization);
        Assert.Equal(booked, Cases + ended.Figures.CutOff);
        Assert.InRange(ended.Figures.CutOff, bill.Count - Cases, s_kills.Length * Parallel);
        Assert.Equal(ended.Run.SpentNanoUsd, await api.Database.ScalarAsync<long>("select sum(cost_nano_usd)::bigint from ledger_entry where org_id = $1", organization));
        Assert.Equal(ended.Run.SpentNanoUsd, ended.Figures.CostNanoUsd + ended.Figures.CutOffNanoUsd);
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("select count(*) from hold where org_id = $1 and state = 'held'", organization));
        await api.Database.AssertReconciledAsync(organization);
        TestContext.Current.SendDiagnosticMessage($"{Cases} cases, {s_kills.Length} nodes killed: {bill.Count} requests on the bill, {ended.Figures.CutOff} calls cut off and settled beside the results");
    }

    private async Task AnsweredAsync(Guid run, int until, StudioProcess node)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        while (await api.Database.ScalarAsync<long>("select count(*) from eval_result where run_id = $1 and ended_at is not null", run) < until)
        {
            Assert.True(node.Lives, node.Said);
            await Task.Delay(20, patience.Token);
        }
    }

    // The next node need not wait for the clock.
    private async Task GiveUpLeasesAsync(Guid organization)
    {
        await api.Database.ExecuteAsync("update job set lease_until = now() - interval '1 second' where org_id = $1 and state = 'running'", organization);
        await api.Database.ExecuteAsync("update hold set lease_until = now() - interval '1 second' where org_id = $1 and state = 'held'", organization);
        using var reaper = new ReleaseExpiredHolds(api.Database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        await reaper.RunOnceAsync(Cancellation);
    }

    [GeneratedRegex(@"killed case \d+\.")]
    private static partial Regex Asked();
}
