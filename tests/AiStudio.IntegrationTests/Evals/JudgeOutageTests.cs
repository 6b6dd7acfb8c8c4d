using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.IntegrationTests.Api;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Evals;

public sealed class JudgeOutageTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhoseJudgeIsDown_KeepsTheAnswerAndBuysItOnce()
    {
        var bench = await EvalBench.OpenAsync(api);
        var judge = await bench.Get<JudgeDesk>().CreateAsync(bench.Owner, new JudgeDraft("Reader", "Friendly answers are good.", ApiSite.Model), Cancellation);
        var settings = (await bench.Suites.OpenAsync(bench.Owner, bench.SuiteId, Cancellation)).Value!.Settings;
        await bench.Get<SuiteDesk>().ChangeAsync(bench.Owner, bench.SuiteId, settings with { JudgeId = judge.Value }, null, Cancellation);
        await bench.AddAsync("Say hello", new HasTone("friendly"));
        // Only what is sent to the judge holds the answer.
        api.Emulator.Scripts.Add(new Script { PromptContains = "Echo: Say hello", Status = 503, Times = Script.Forever });

        var run = await bench.RunAsync();

        var result = Assert.Single(await bench.ResultsAsync(run.Run.Id));
        Assert.Equal((ResultOutcome.Error, "Echo: Say hello"), (result.Outcome, result.Output));
        Assert.StartsWith("It could not be decided.", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from eval_call where run_id = $1 and purpose = 'answer'", run.Run.Id));
    }
}
