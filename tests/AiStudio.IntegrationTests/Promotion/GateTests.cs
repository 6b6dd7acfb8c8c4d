using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Promotion;
using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Features.Prompts.Units;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Evals;
using AiStudio.IntegrationTests.Management;
using AiStudio.IntegrationTests.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Promotion;

public sealed class GateTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const int Cases = 14;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gate_AVersionThatIsAsGood_IsApprovedByASecondPersonAndGoesIntoItsCanary()
    {
        var (bench, prompt) = await OpenAsync();
        var desk = bench.Get<PromotionDesk>();
        var author = prompt.Owner;
        var requester = await api.Site.AddMemberAsync(author.OrganizationId, Role.Admin);
        var second = await api.Site.AddMemberAsync(author.OrganizationId, Role.Admin);

        var id = (await desk.RequestAsync(requester, prompt.Id, prompt.Second, Cancellation)).Value;
        Assert.Equal("promotion_open", (await desk.RequestAsync(author, prompt.Id, prompt.Second, Cancellation)).Error?.Code);
        var evaluated = await DecidedAsync(bench, id);

        Assert.Equal((PromotionState.Evaluated, $"Waits for approval by an admin other than {requester.DisplayName}."), (evaluated.Entry.State, evaluated.Entry.WaitsFor));
        var evidence = Assert.Single(evaluated.Evidence);
        Assert.Equal((Cases, Cases, Cases, 0, 0, null), (evidence.Cases, evidence.Passed, evidence.IncumbentPassed, evidence.Wins, evidence.Losses, evidence.Problem));
        Assert.Equal("promotion_own", (await desk.ApproveAsync(requester, id, "", Cancellation)).Error?.Code);
        Assert.Equal("promotion_own", (await desk.ApproveAsync(author, id, "", Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await desk.ApproveAsync(second with { Role = Role.Member }, id, "", Cancellation)).Error?.Code);
        Assert.True((await desk.ApproveAsync(second, id, "Good.", Cancellation)).Succeeded);
        Assert.Equal("promotion_state", (await desk.ApproveAsync(second, id, "", Cancellation)).Error?.Code);
        var opened = await ShownAsync(bench, id);
        Assert.Equal((PromotionState.Canary, 1, second.DisplayName), (opened.Entry.State, opened.Entry.Percent!.Value, opened.Entry.ApprovedBy));
    }

    [Fact]
    public async Task Gate_AVersionThatIsWorse_IsRefusedWithFigures_AndAnOwnerMayOverride()
    {
        var (bench, prompt) = await OpenAsync();
        var admin = await api.Site.AddMemberAsync(prompt.Owner.OrganizationId, Role.Admin);
        // The second version is five words long, the first a page.
        api.Emulator.Scripts.Add(new Script { When = request => request.InputTokens < 60, Text = "No.", Times = 5 });
        var desk = bench.Get<PromotionDesk>();

        var id = (await desk.RequestAsync(prompt.Owner, prompt.Id, prompt.Second, Cancellation)).Value;
        var refused = await DecidedAsync(bench, id);

        Assert.Equal(PromotionState.Refused, refused.Entry.State);
        Assert.Contains($"{Cases - 5} of {Cases} cases pass", refused.Entry.Reason, StringComparison.Ordinal);
        Assert.Equal("owners_only", (await desk.OverrideAsync(admin, id, "I like it.", straight: false, Cancellation)).Error?.Code);
        Assert.Equal("promotion_reason", (await desk.OverrideAsync(prompt.Owner, id, " ", straight: false, Cancellation)).Error?.Code);
        Assert.True((await desk.OverrideAsync(prompt.Owner, id, "The cases are wrong.", straight: false, Cancellation)).Succeeded);
        var overridden = await ShownAsync(bench, id);
        Assert.Equal((PromotionState.Canary, "The cases are wrong."), (overridden.Entry.State, overridden.Entry.OverrideReason));
        Assert.Equal(1, await api.Database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and action = 'promotion.overridden'", prompt.Owner.OrganizationId));
    }

    [Fact]
    public async Task Approve_AfterACaseWasChanged_AsksForTheEvidenceAgain()
    {
        var (bench, prompt) = await OpenAsync();
        var admin = await api.Site.AddMemberAsync(prompt.Owner.OrganizationId, Role.Admin);
        var desk = bench.Get<PromotionDesk>();
        var id = (await desk.RequestAsync(prompt.Owner, prompt.Id, prompt.Second, Cancellation)).Value;
        Assert.Equal(PromotionState.Evaluated, (await DecidedAsync(bench, id)).Entry.State);
        await bench.AddAsync("Say one more", new Contains("more"));

        var stale = await desk.ApproveAsync(admin, id, "", Cancellation);

        Assert.Equal("promotion_stale", stale.Error?.Code);
        Assert.Contains("Smoke have changed", stale.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(PromotionState.Evaluating, (await ShownAsync(bench, id)).Entry.State);
        Assert.Equal((PromotionState.Evaluated, Cases + 1), ((await DecidedAsync(bench, id)).Entry.State, (await ShownAsync(bench, id)).Evidence[0].Cases));
        Assert.True((await desk.ApproveAsync(admin, id, "", Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Request_WithoutASuiteThatGates_IsRefusedAtOnce()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { Gates = false }, owner);
        var prompt = await SplitPrompt.MakeAsync(bench.Get<StudioDatabase>(), owner);
        var id = (await bench.Get<PromotionDesk>().RequestAsync(owner, prompt.Id, prompt.Second, Cancellation)).Value;
        var refused = await ShownAsync(bench, id);
        Assert.Equal(PromotionState.Refused, refused.Entry.State);
        Assert.StartsWith("No suite of this prompt gates", refused.Entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfAVersionThatHasNotPassedTheGate_IsStartedByOwnersOnly_OfABlockedOneByNobody_AndUnapprovedWithLittleTrafficOnly()
    {
        var (bench, prompt) = await OpenAsync();
        var admin = await api.Site.AddMemberAsync(prompt.Owner.OrganizationId, Role.Admin);
        var desk = bench.Get<ExperimentDesk>();
        var id = (await desk.CreateAsync(admin, prompt.Draft(), Cancellation)).Value;

        Assert.Equal("version_needs_gate", (await desk.StartAsync(admin, id, Cancellation)).Error?.Code);
        await api.Database.ExecuteAsync("""
            insert into promotion (org_id, id, prompt_id, version_id, content_hash, state) select org_id, $2, prompt_id, id, content_hash, 'rolled_back' from prompt_version where id = $1
            """, prompt.Second, Guid.CreateVersion7());
        Assert.Equal("version_blocked", (await desk.StartAsync(prompt.Owner, id, Cancellation)).Error?.Code);
        await api.Database.ExecuteAsync("update promotion set unblocked_by = $2 where version_id = $1", prompt.Second, prompt.Owner.UserId);
        // A twentieth is all that one person alone may give it, and no coin decides about everybody.
        foreach (var draft in new[] { prompt.Draft(), prompt.Draft(weight: 949), prompt.Draft(ExperimentUnit.Organization, weight: 950) })
            Assert.Equal("experiment_needs_approval", (await desk.StartAsync(prompt.Owner, (await desk.CreateAsync(prompt.Owner, draft, Cancellation)).Value, Cancellation)).Error?.Code);
        // What the start says is said before, with the weights that hold.
        var check = bench.Get<StartCheck>();
        async Task<StartOutlook?> LookAsync(Caller caller, ExperimentUnit unit, int weight) => await check.LookAsync(caller, unit, [(prompt.First, weight), (prompt.Second, 1_000 - weight)], Cancellation);
        var outlook = await LookAsync(prompt.Owner, ExperimentUnit.User, 500);
        Assert.Equal((await bench.Get<PromptLibrary>().ReadAsync(prompt.Owner, prompt.Second, Cancellation)).Value!.Version, Assert.Single(outlook!.Advice!.Unapproved));
        Assert.Equal([95, 5], outlook.Advice.Weights!);
        Assert.Null((await LookAsync(prompt.Owner, ExperimentUnit.Organization, 950))!.Advice!.Weights);
        Assert.Null(await LookAsync(prompt.Owner, ExperimentUnit.User, 950));
        Assert.Contains("has not passed the gate", (await LookAsync(admin, ExperimentUnit.User, 950))?.Objection, StringComparison.Ordinal);
        Assert.Null(await LookAsync(admin with { Role = Role.Member }, ExperimentUnit.User, 500));
        var small = (await desk.CreateAsync(prompt.Owner, prompt.Draft(weight: 950), Cancellation)).Value;
        Assert.True((await desk.StartAsync(prompt.Owner, small, Cancellation)).Succeeded);
        Assert.True((await desk.StopAsync(prompt.Owner, small, "", Cancellation)).Succeeded);
        await api.Database.ExecuteAsync("update promotion set state = 'withdrawn', approved_by = $2 where version_id = $1", prompt.Second, admin.UserId);
        Assert.True((await desk.StartAsync(prompt.Owner, id, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Label_OfAUnit_IsNoWayPastTheGate_NeitherWhenItIsGivenNorWhenItMoves()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var admin = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var prompt = await SplitPrompt.MakeAsync(api.Host.Services.GetRequiredService<StudioDatabase>(), owner);
        var units = api.Host.Services.GetRequiredService<UnitLabels>();
        var unit = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, 'Testers')", owner.OrganizationId, unit);
        var program = new Desk(api.ProgramWith((await api.IssueAsync(admin, ApiKeyScope.Admin)).Secret), admin);
        async Task<(int, string?)> MoveAsync(string version)
        {
            var told = await program.PostAsync("/api/prompts/assistant/labels/pilot", $$"""{"version":"{{version}}"}""");
            return (told.Status, told.Json.TryGetProperty("code", out var code) ? code.GetString() : null);
        }

        var second = (await api.Host.Services.GetRequiredService<PromptLibrary>().ReadAsync(owner, prompt.Second, Cancellation)).Value!.Version;
        Assert.Equal((200, null), await MoveAsync(second));
        Assert.Equal("version_needs_gate", (await units.SetAsync(admin, prompt.Id, unit, "pilot", Cancellation)).Error?.Code);
        Assert.Equal((200, null), await MoveAsync("1.0.0"));
        Assert.True((await units.SetAsync(admin, prompt.Id, unit, "pilot", Cancellation)).Succeeded);
        Assert.Equal((409, "version_needs_gate"), await MoveAsync(second));
        var promotion = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into promotion (org_id, id, prompt_id, version_id, content_hash, state) select org_id, $2, prompt_id, id, content_hash, 'evaluated' from prompt_version where id = $1
            """, prompt.Second, promotion);
        Assert.Equal((200, null), await MoveAsync(second));
        await api.Database.ExecuteAsync("update promotion set state = 'rolled_back' where id = $1", promotion);
        Assert.Equal((200, null), await MoveAsync("1.0.0"));
        Assert.Equal((409, "version_blocked"), await MoveAsync(second));
    }

    [Fact]
    public async Task Suite_ThatGates_IsMadeEasierToPassByOwnersOnly()
    {
        var (bench, prompt) = await OpenAsync();
        var admin = await api.Site.AddMemberAsync(prompt.Owner.OrganizationId, Role.Admin);
        var desk = bench.Get<SuiteDesk>();
        var draft = EvalBench.Draft with { Margin = 0.2 };

        foreach (var easier in new[] { draft with { Margin = 0.3 }, draft with { MinPassRate = 0.1 }, draft with { Gates = false } })
            Assert.Equal("owners_only", (await desk.ChangeAsync(admin, bench.SuiteId, easier, null, Cancellation)).Error?.Code);
        Assert.Equal("owners_only", (await desk.ArchiveAsync(admin, bench.SuiteId, null, Cancellation)).Error?.Code);
        Assert.True((await desk.ChangeAsync(admin, bench.SuiteId, draft with { MinPassRate = 1, Margin = 0.1 }, null, Cancellation)).Succeeded);
        Assert.True((await desk.ChangeAsync(prompt.Owner, bench.SuiteId, draft, null, Cancellation)).Succeeded);
    }

    private async Task<(EvalBench Bench, SplitPrompt Prompt)> OpenAsync()
    {
        var bench = await EvalBench.OpenAsync(api, EvalBench.Draft with { Margin = 0.2 });
        for (var number = 0; number < Cases; number++)
            await bench.AddAsync($"Say kitten {number}", new Contains("kitten"));
        return (bench, await SplitPrompt.MakeAsync(bench.Get<StudioDatabase>(), bench.Owner));
    }

    private static async Task<PromotionDetail> DecidedAsync(EvalBench bench, Guid id)
    {
        foreach (var evidence in (await ShownAsync(bench, id)).Evidence)
        {
            await bench.EndedAsync(evidence.RunId);
            await bench.EndedAsync(evidence.IncumbentRunId!.Value);
        }

        await bench.Get<PromotionWatch>().LookAsync(bench.Owner.Scope, id, Cancellation);
        return await ShownAsync(bench, id);
    }

    private static async Task<PromotionDetail> ShownAsync(EvalBench bench, Guid id) => (await bench.Get<PromotionBoard>().OpenAsync(bench.Owner, id, Cancellation)).Value!;
}
