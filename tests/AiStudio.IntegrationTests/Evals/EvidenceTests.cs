using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Prompts;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Data;

namespace AiStudio.IntegrationTests.Evals;

public sealed class EvidenceTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_IsThatOfTheRun_UntilAnyPartChanges()
    {
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { Model = "balanced" });
        var asked = await bench.AddAsync("Say kitten", new Contains("kitten"));
        var version = await bench.VersionAsync();
        var run = await bench.RunAsync();
        var before = await ReadAsync(bench, version);
        Assert.Equal((run.Run.Id, EvalRunState.Ended, 1), (before.Run?.Id, before.Run?.State, before.Run?.Passed));

        var hashes = new List<string> { Convert.ToHexString(before.EvidenceHash) };
        async Task ChangedAsync()
        {
            var evidence = await ReadAsync(bench, version);
            Assert.Null(evidence.Run);
            hashes.Add(Convert.ToHexString(evidence.EvidenceHash));
        }

        await bench.Cases.ChangeAsync(bench.Owner, asked, new CaseDraft("", new CaseContent([new("user", "Say kittens")], [new Contains("kitten")])), null, Cancellation);
        await ChangedAsync();
        await bench.AddAsync("Say dog", new Contains("dog"));
        await ChangedAsync();
        await api.Database.ExecuteAsync("update model_alias_candidate c set model_id = 'gpt-4.1-2025-04-14' from model_alias a where a.org_id = c.org_id and a.id = c.alias_id and a.alias = 'balanced' and c.org_id = $1", bench.Owner.OrganizationId);
        bench.Get<Features.Models.RouteTable>().ForgetAll();
        await ChangedAsync();
        var settings = (await bench.Suites.OpenAsync(bench.Owner, bench.SuiteId, Cancellation)).Value!.Settings;
        await bench.Get<SuiteDesk>().ChangeAsync(bench.Owner, bench.SuiteId, settings with { TopK = 3 }, null, Cancellation);
        await ChangedAsync();
        var other = await SaveAsync(bench, "Say it all.");
        hashes.Add(Convert.ToHexString((await ReadAsync(bench, other)).EvidenceHash));
        foreach (var description in new[] { "Finds an order", "Finds any order" })
        {
            var tooled = await SaveAsync(bench, new PromptContent("Say it all.") { Settings = new() { Tools = [new("find_order", description)] } });
            hashes.Add(Convert.ToHexString((await ReadAsync(bench, tooled)).EvidenceHash));
        }

        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }

    [Fact]
    public async Task Judge_WithoutEnoughAgreement_GivesNoEvidence_AndSaysSo()
    {
        var bench = await EvalBench.OpenAsync(api);
        await bench.AddAsync("Say kitten", new Contains("kitten"));
        var judge = await bench.Get<JudgeDesk>().CreateAsync(bench.Owner, new JudgeDraft("J", "Good is good.", ApiSite.Model), Cancellation);
        var settings = (await bench.Suites.OpenAsync(bench.Owner, bench.SuiteId, Cancellation)).Value!.Settings;
        await bench.Get<SuiteDesk>().ChangeAsync(bench.Owner, bench.SuiteId, settings with { JudgeId = judge.Value }, null, Cancellation);
        await bench.RunAsync();

        var evidence = await ReadAsync(bench, await bench.VersionAsync());

        Assert.Null(evidence.Run);
        Assert.StartsWith("Its judge has 0 of the 20 calibrated labels", evidence.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewVersion_IsRunByItselfOnce_AndTellsAdminsWhenItIsWorse()
    {
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { RunsOnChange = true });
        await bench.AddAsync("Say kitten", new Contains("kitten"));
        await bench.AddAsync("Say dog", new Contains("cow"));
        await bench.RunAsync();
        var version = await SaveAsync(bench, "You are another assistant.");

        // Two nodes look at once, and look again.
        var automatic = bench.Get<AutomaticRuns>();
        await Task.WhenAll(automatic.RunOnceAsync(Cancellation), automatic.RunOnceAsync(Cancellation));
        await automatic.RunOnceAsync(Cancellation);

        var runs = await bench.Runs.ListAsync(bench.Owner, bench.SuiteId, null, 10, Cancellation);
        var own = Assert.Single(runs, run => run.VersionId == version);
        Assert.Equal(EvalOrigin.NewVersion, own.Origin);
        var ended = await bench.EndedAsync(own.Id);
        Assert.Equal((EvalRunState.Ended, 1), (ended.Run.State, ended.Run.Passed));
        Assert.Equal($"The evaluation Smoke got worse /evals/runs/{own.Id}", await api.Database.ScalarAsync<string>(
            "select string_agg(title || ' ' || link, ';') from notification where org_id = $1 and owner_id = $2 and link like '/evals%'", bench.Owner.OrganizationId, bench.Owner.UserId));
        Assert.Equal("eval_worse", await OpenAlertsAsync(bench));

        // The next good run ends it; one that cannot be is told of once, until one is again.
        await api.Database.ExecuteAsync("update eval_suite set min_pass_rate = 0.5, alert_drop = 1 where org_id = $1", bench.Owner.OrganizationId);
        await SaveAsync(bench, "You are a third assistant.");
        await automatic.RunOnceAsync(Cancellation);
        await bench.EndedAsync((await bench.Runs.ListAsync(bench.Owner, bench.SuiteId, null, 1, Cancellation))[0].Id);
        Assert.Null(await OpenAlertsAsync(bench));
        await api.Database.ExecuteAsync("update eval_suite set model = 'nobody' where org_id = $1", bench.Owner.OrganizationId);
        await SaveAsync(bench, "You are a fourth assistant.");
        await automatic.RunOnceAsync(Cancellation);
        await automatic.RunOnceAsync(Cancellation);
        Assert.Equal("eval_not_run", await OpenAlertsAsync(bench));
        Assert.StartsWith("There is no model or alias nobody.", await api.Database.ScalarAsync<string>(
            "select string_agg(body, ';') from notification where org_id = $1 and owner_id = $2 and link = '/evals/smoke'", bench.Owner.OrganizationId, bench.Owner.UserId), StringComparison.Ordinal);
        await api.Database.ExecuteAsync("update eval_suite set model = $2 where org_id = $1", bench.Owner.OrganizationId, ApiSite.Model);
        await automatic.RunOnceAsync(Cancellation);
        var last = (await bench.Runs.ListAsync(bench.Owner, bench.SuiteId, null, 1, Cancellation))[0];
        await bench.EndedAsync(last.Id);
        Assert.Null(await OpenAlertsAsync(bench));

        // One that is given up on its way is told of as well.
        await using var db = await bench.Get<StudioDatabase>().BeginAsync(bench.Owner.Scope, Cancellation);
        await RunEnding.AbandonAsync(db, last.Id, EvalRunState.Failed, "The provider is gone.", Cancellation);
        await db.CommitAsync(Cancellation);
        Assert.Equal("eval_not_run", await OpenAlertsAsync(bench));
    }

    private Task<string?> OpenAlertsAsync(EvalBench bench) =>
        api.Database.ScalarAsync<string?>("select string_agg(rule, ';') from alert where org_id = $1 and subject = $2 and ended_at is null", bench.Owner.OrganizationId, bench.SuiteId.ToString());

    private static Task<Guid> SaveAsync(EvalBench bench, string text) => SaveAsync(bench, new PromptContent(text));

    private static async Task<Guid> SaveAsync(EvalBench bench, PromptContent content)
    {
        var saved = await bench.Get<PromptDesk>().SaveAsync(bench.Owner, PromptsProvisioning.AssistantSlug, new PromptDraft(content, "Other words."), Cancellation);
        Assert.True(saved.Succeeded, saved.Error?.Message);
        return saved.Value.Id;
    }

    private static async Task<SuiteEvidence> ReadAsync(EvalBench bench, Guid version)
    {
        await using var db = await bench.Get<StudioDatabase>().BeginAsync(bench.Owner.Scope, Cancellation);
        var prompt = db.Set<PromptVersion>().Single(row => row.Id == version).PromptId;
        return Assert.Single(await bench.Get<Evidence>().ReadAsync(db, prompt, version, Cancellation));
    }
}
