using System.Text.Json;
using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Prompts;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Management;
using AiStudio.IntegrationTests.People;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Evals;

public sealed class RunTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OfGoodAndBadCases_SaysWhichPassedAndWhy_AndWhatItCost()
    {
        var bench = await EvalBench.OpenAsync(api);
        await bench.AddAsync("Say kitten", new Contains("kítten"), new NotContains("dog"));
        await bench.AddAsync("Say dog", new Contains("kitten"), new NotContains("dog"));

        var planned = await bench.Desk.PlanAsync(bench.Owner, new RunRequest(bench.SuiteId, await bench.VersionAsync(), null, EvalOrigin.Person), Cancellation);
        var run = await bench.RunAsync();
        var results = await bench.ResultsAsync(run.Run.Id);

        Assert.Equal((EvalRunState.Ended, 2, 1, 1, 0), (run.Run.State, run.Run.Cases, run.Run.Passed, run.Run.Failed, run.Run.Errors));
        Assert.Equal([ResultOutcome.Passed, ResultOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Equal(["It does not say “kitten”.", "It says “dog”."], results[1].Checks.Select(check => check.Why));
        Assert.InRange(run.Run.SpentNanoUsd, 1, planned.Value!.EstimateNanoUsd);
        Assert.Equal(run.Run.SpentNanoUsd, results.Sum(result => result.CostNanoUsd));
        Assert.Equal(run.Run.SpentNanoUsd, await api.Database.ScalarAsync<long>(
            "select sum(cost_nano_usd)::bigint from ledger_entry where org_id = $1 and feature = 'evals'", bench.Owner.OrganizationId));
        Assert.Equal(2L, await api.Database.ScalarAsync<long>(
            "select count(*) from eval_result r join call c on c.org_id = r.org_id and c.id = r.call_id and c.prompt_version_id = $2 where r.run_id = $1", run.Run.Id, run.Run.VersionId));
        await api.Database.AssertReconciledAsync(bench.Owner.OrganizationId);
    }

    [Fact]
    public async Task Run_BeyondItsBudget_StopsWithAReason_AndKeepsWhatIsAnswered()
    {
        var bench = await EvalBench.OpenAsync(api);
        for (var n = 0; n < 6; n++)
            await bench.AddAsync($"Say number {n}", new Contains("number"));
        var plan = await bench.Desk.PlanAsync(bench.Owner, new RunRequest(bench.SuiteId, await bench.VersionAsync(), null, EvalOrigin.Person), Cancellation);
        var settings = (await bench.Suites.OpenAsync(bench.Owner, bench.SuiteId, Cancellation)).Value!.Settings;
        // Enough for one at a time and little more.
        await bench.Get<SuiteDesk>().ChangeAsync(bench.Owner, bench.SuiteId, settings with { BudgetNanoUsd = plan.Value!.EstimateNanoUsd / 6 + 200_000, Parallel = 1 }, null, Cancellation);

        var run = await bench.RunAsync();

        Assert.Equal(EvalRunState.Failed, run.Run.State);
        Assert.StartsWith("The budget of this run is used up", run.Run.Reason, StringComparison.Ordinal);
        Assert.InRange(run.Run.Passed, 1, 5);
        Assert.InRange(run.Run.SpentNanoUsd, 1, run.Run.BudgetNanoUsd);
        Assert.Equal(run.Run.Passed, (await bench.ResultsAsync(run.Run.Id)).Count);
        Assert.Equal((long)run.Run.Passed, await api.Database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1", bench.Owner.OrganizationId));
    }

    [Fact]
    public async Task Run_ThatIsCancelled_KeepsWhatIsAnswered()
    {
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { Parallel = 1 });
        for (var n = 0; n < 20; n++)
            await bench.AddAsync($"cancelled case {n}", new Contains("case"));
        api.Emulator.Scripts.Add(new Script { PromptContains = "cancelled case", DelayMs = 300, Times = Script.Forever });
        var run = await bench.StartAsync();
        while (await api.Database.ScalarAsync<long>("select count(*) from eval_result where run_id = $1 and ended_at is not null", run) < 2)
            await Task.Delay(20, Cancellation);

        Assert.True((await bench.Desk.CancelAsync(bench.Owner, run, Cancellation)).Succeeded);
        var ended = await bench.EndedAsync(run);

        Assert.Equal(EvalRunState.Cancelled, ended.Run.State);
        Assert.InRange(ended.Run.Passed, 2, 19);
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("select count(*) from eval_result where run_id = $1 and ended_at is null", run));
        Assert.Equal(ended.Run.SpentNanoUsd, await api.Database.ScalarAsync<long>("select sum(cost_nano_usd)::bigint from ledger_entry where org_id = $1", bench.Owner.OrganizationId));
    }

    [Fact]
    public async Task Case_WhoseToolIsRecorded_IsAnsweredFromIt_AndAnUnrecordedCallFails()
    {
        var bench = await EvalBench.OpenAsync(api);
        foreach (var (text, number) in new[] { ("recorded order", 17), ("unrecorded order", 18) })
        {
            api.Emulator.Scripts.Add(new Script { PromptContains = $"the {text}", ToolCalls = [new("find_order", $$"""{"number":{{number}}}""")] });
            var content = new CaseContent([new("user", $"Where is the {text}?")], [new ToolCalled("find_order") { Arguments = JsonElement.Parse("""{"number":17}""") }])
            {
                Recordings = [new("find_order", "on its way") { Arguments = JsonElement.Parse("""{"number":17}""") }],
            };
            Assert.True((await bench.Cases.CreateAsync(bench.Owner, bench.SuiteId, new CaseDraft(text, content), CaseSource.Written, Cancellation)).Succeeded);
        }

        var results = await bench.ResultsAsync((await bench.RunAsync()).Run.Id);

        Assert.Equal([ResultOutcome.Passed, ResultOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Equal("It called find_order in a way that no recording covers.", Assert.Single(results[1].Checks).Why);
    }

    [Fact]
    public async Task Tool_OfTheVersion_IsOffered_AndAnUnrecordedCallOfItFails()
    {
        var bench = await EvalBench.OpenAsync(api);
        await bench.AddAsync("Where is the offered order?", new Contains("way"));
        var content = new PromptContent("Look orders up.") { Settings = new() { Tools = [new("look_up_order", "Looks an order up")] } };
        var version = await bench.Get<PromptDesk>().SaveAsync(bench.Owner, PromptsProvisioning.AssistantSlug, new PromptDraft(content, "With a tool"), Cancellation);
        api.Emulator.Scripts.Add(new Script { PromptContains = "the offered order", ToolCalls = [new("look_up_order", "{}")] });

        var run = await bench.EndedAsync(await bench.StartAsync(version: version.Value!.Id));

        var result = Assert.Single(await bench.ResultsAsync(run.Run.Id));
        Assert.Equal("It called look_up_order in a way that no recording covers.", Assert.Single(result.Checks).Why);
    }

    [Fact]
    public async Task Case_ThatIsAnsweredWithPassages_PutsWhatFoundThemOnItsRun()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var knowledge = Guid.CreateVersion7();
        await api.Database.ExecuteAsync(
            "insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, $2, 'Rules', id from embedding_profile where org_id = $1 order by version desc limit 1", owner.OrganizationId, knowledge);
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { KnowledgeBaseIds = [knowledge] }, owner);
        var content = new CaseContent([new("user", "How long is the warranty in Munich?"), new("assistant", "Two years."), new("user", "And in Berlin?")], [new Contains("Berlin")]);
        Assert.True((await bench.Cases.CreateAsync(owner, bench.SuiteId, new CaseDraft("", content), CaseSource.Written, Cancellation)).Succeeded);

        var run = await bench.RunAsync();

        Assert.Equal((1, 0), (run.Run.Passed, run.Run.Errors));
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from eval_call e join call c on c.org_id = e.org_id and c.id = e.call_id where e.run_id = $1 and e.purpose = 'search' and c.feature = 'embedding'", run.Run.Id));
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("select count(*) from call c where c.org_id = $1 and not exists (select 1 from eval_call e where e.org_id = c.org_id and e.call_id = c.id)", owner.OrganizationId));
        Assert.Equal(run.Run.SpentNanoUsd, await api.Database.ScalarAsync<long>("select sum(cost_nano_usd)::bigint from ledger_entry where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task Case_WhoseRewriteIsCutOff_BearsWhatThatCost()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var knowledge = Guid.CreateVersion7();
        await api.Database.ExecuteAsync(
            "insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, $2, 'Rules', id from embedding_profile where org_id = $1 order by version desc limit 1", owner.OrganizationId, knowledge);
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { KnowledgeBaseIds = [knowledge] }, owner);
        // Longer than a rewrite may take, of the only model there is for it.
        await api.Database.ExecuteAsync("""
            delete from model_alias_candidate c using model_alias a
            where a.org_id = $1 and a.alias = 'fast' and c.org_id = a.org_id and c.alias_id = a.id and c.model_id like 'local%'
            """, owner.OrganizationId);
        api.Emulator.Scripts.Add(new Script { PromptContains = "\"text\":\"And in Hamburg?\"", DelayMs = 20_000, Times = Script.Forever });
        var content = new CaseContent([new("user", "How long is the warranty in Munich?"), new("assistant", "Two years."), new("user", "And in Hamburg?")], [new Contains("Hamburg")]);
        Assert.True((await bench.Cases.CreateAsync(owner, bench.SuiteId, new CaseDraft("", content), CaseSource.Written, Cancellation)).Succeeded);

        var run = await bench.RunAsync();

        var result = Assert.Single(await bench.ResultsAsync(run.Run.Id));
        Assert.Equal(ResultOutcome.Passed, result.Outcome);
        Assert.InRange(await api.Database.ScalarAsync<long>(
            "select sum(e.cost_nano_usd)::bigint from ledger_entry e join eval_call k on k.org_id = e.org_id and k.call_id = e.call_id where k.run_id = $1 and e.feature = 'rewrite'", run.Run.Id), 1, result.CostNanoUsd);
        Assert.Equal(run.Run.SpentNanoUsd, result.CostNanoUsd);
        Assert.InRange(result.DurationMs!.Value, 1_500, 10_000);
    }

    [Fact]
    public async Task Case_WhosePassagesAreRerankedByAModel_PutsThatOnItsRun_AndInItsEstimate()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var program = new Desk(api.ProgramWith((await api.IssueAsync(owner, ApiKeyScope.Knowledge)).Secret), owner);
        var knowledge = await program.PostAsync("/api/knowledge-bases", """{"name":"Canteen"}""");
        foreach (var place in new[] { "garden", "cellar", "annex" })
        {
            var made = await program.PostAsync($"{knowledge.Location}/documents/text", $$"""{"name":"{{place}}.md","text":"The canteen in the {{place}} opens at eleven."}""");
            await Eventually.FalseAsync(async () => (await program.GetAsync(made.Location!)).Json.GetProperty("state").GetString() != "ready");
        }

        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { KnowledgeBaseIds = [knowledge.Id] }, owner);
        await bench.AddAsync("When does the canteen open?", new Contains("canteen"));
        var request = new RunRequest(bench.SuiteId, await bench.VersionAsync(), null, EvalOrigin.Person);
        var before = (await bench.Desk.PlanAsync(owner, request, Cancellation)).Value!.EstimateNanoUsd;
        var settings = RetrievalSettings.Default with { Reranker = new RerankerChoice(RerankerKind.Model, Model: ApiSite.Model) };
        Assert.True((await bench.Get<SearchBench>().SaveAsync(owner, knowledge.Id, BenchSettings.Of(settings), Cancellation)).Succeeded);
        var planned = (await bench.Desk.PlanAsync(owner, request, Cancellation)).Value!.EstimateNanoUsd;
        api.Emulator.Scripts.Add(new Script { When = asked => asked.Instructions.Contains("numbered passages", StringComparison.Ordinal), Text = "[3,1,2]", Times = Script.Forever });

        var run = await bench.RunAsync();

        Assert.Equal((1, 0), (run.Run.Passed, run.Run.Errors));
        Assert.Equal(1L, await api.Database.ScalarAsync<long>(
            "select count(*) from eval_call e join call c on c.org_id = e.org_id and c.id = e.call_id where e.run_id = $1 and e.purpose = 'search' and c.feature = 'rerank'", run.Run.Id));
        Assert.Equal(ApiSite.Model, await api.Database.ScalarAsync<string>("select reranked_by from retrieval_log where org_id = $1", owner.OrganizationId));
        var reranking = await api.Database.ScalarAsync<long>("select sum(cost_nano_usd)::bigint from ledger_entry where org_id = $1 and feature = 'rerank'", owner.OrganizationId);
        Assert.InRange(reranking, 1, planned - before);
        // All that is not for indexing.
        Assert.Equal(run.Run.SpentNanoUsd, await api.Database.ScalarAsync<long>(
            "select sum(e.cost_nano_usd)::bigint from ledger_entry e join eval_call k on k.org_id = e.org_id and k.call_id = e.call_id where e.org_id = $1", owner.OrganizationId));
        Assert.Equal(run.Run.SpentNanoUsd, (await bench.ResultsAsync(run.Run.Id)).Sum(result => result.CostNanoUsd));
        Assert.InRange(run.Run.SpentNanoUsd, reranking + 1, planned);
    }

    [Fact]
    public async Task Judge_WhoseVerdictCannotBeRead_IsAnErrorAndNeverAPass()
    {
        var bench = await EvalBench.OpenAsync(api);
        var judges = bench.Get<JudgeDesk>();
        var judge = await judges.CreateAsync(bench.Owner, new JudgeDraft("Reader", "Friendly answers are good.", ApiSite.Model), Cancellation);
        var settings = (await bench.Suites.OpenAsync(bench.Owner, bench.SuiteId, Cancellation)).Value!.Settings;
        await bench.Get<SuiteDesk>().ChangeAsync(bench.Owner, bench.SuiteId, settings with { JudgeId = judge.Value, Parallel = 1 }, null, Cancellation);
        await bench.AddAsync("Say clear", new HasTone("friendly"));
        await bench.AddAsync("Say muddled", new HasTone("friendly"));
        api.Emulator.Scripts.Add(new Script { PromptContains = "Echo: Say clear", When = request => request.Instructions.Contains("It must be: friendly", StringComparison.Ordinal), Text = """{"why":"It is friendly.","passes":true}""", Times = Script.Forever });
        api.Emulator.Scripts.Add(new Script { PromptContains = "Echo: Say muddled", Text = "I like it!", Times = Script.Forever });

        var run = await bench.RunAsync();
        var results = await bench.ResultsAsync(run.Run.Id);

        Assert.Equal((1, 0, 1), (run.Run.Passed, run.Run.Failed, run.Run.Errors));
        Assert.Equal([ResultOutcome.Passed, ResultOutcome.Error], results.Select(result => result.Outcome));
        Assert.Equal("The judge's verdict could not be read, twice.", results[1].ErrorMessage);
        // Two answers, one verdict, and two that could not be read: all of it is the run's.
        Assert.Equal(5L, await api.Database.ScalarAsync<long>("select count(*) from eval_call c join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id where c.run_id = $1", run.Run.Id));
        Assert.Equal(run.Run.SpentNanoUsd, results.Sum(result => result.CostNanoUsd));

        foreach (var result in results.Take(1))
            Assert.True((await judges.LabelAsync(bench.Owner, judge.Value, run.Run.Id, result.CaseId, 1, true, Cancellation)).Succeeded);
        var calibrated = await judges.CalibrateAsync(bench.Owner, judge.Value, Cancellation);
        Assert.Equal((1, 0, 1.0), (calibrated.Value!.BothYes, calibrated.Value.NotAsked, calibrated.Value.Agreement));
        Assert.True((await bench.ResultsAsync(run.Run.Id))[0].Human);
        // One act, one entry.
        Assert.True((await judges.CalibrateAsync(bench.Owner, judge.Value, Cancellation)).Succeeded);
        Assert.Equal("eval_judge.calibrated 1, eval_judge.created, eval_judge.labelled", await api.Database.ScalarAsync<string>(
            "select string_agg(action || coalesce(' ' || (detail ->> 'answers'), ''), ', ' order by action) from activity_log where subject_id = $1", judge.Value));
    }

    [Fact]
    public async Task Comparison_IsPairedByCase()
    {
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { Repeats = 3 });
        for (var n = 0; n < 4; n++)
            await bench.AddAsync($"compared {n}", new Contains($"compared {n}"));
        var first = await bench.RunAsync();
        api.Emulator.Scripts.Add(new Script { PromptContains = "compared 2", Text = "Nothing.", Times = 2 });
        api.Emulator.Scripts.Add(new Script { PromptContains = "compared 3", Text = "Nothing.", Times = 1 });
        var second = await bench.RunAsync();

        var compared = await bench.Get<RunComparison>().CompareAsync(bench.Owner, first.Run.Id, second.Run.Id, Cancellation);

        // Of three answers two failed in one case and one in the other.
        Assert.Equal((4, 0, 1, 3), (compared.Value!.Cases, compared.Value.Wins, compared.Value.Losses, compared.Value.Ties));
        Assert.Equal(-0.25, compared.Value.Difference);
        Assert.Equal(1, compared.Value.PValue, 1e-9);
        Assert.InRange(compared.Value.Difference, compared.Value.Low, compared.Value.High);
        Assert.Equal("compared 2", Assert.Single(compared.Value.Changed).Question);
    }
}
