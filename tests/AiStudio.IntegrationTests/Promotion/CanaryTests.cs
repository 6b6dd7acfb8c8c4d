using AiStudio.Features.Promotion;
using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Units;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Promotion;

public sealed class CanaryTests(TemplateDatabase template) : IAsyncLifetime
{
    private readonly StudioSite _site = new(template) { Settings = PromotionBench.Settings };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Canary_OfAVersionThatIsAsGood_GoesUpStepByStepIntoProduction()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        var id = await bench.InCanaryAsync();
        Assert.InRange(await CandidatesAsync(bench, 500), 0, 20);

        await bench.LookAsync(id);
        Assert.Equal(1, (await bench.OpenAsync(id)).Entry.Percent);
        foreach (var percent in new[] { 5, 25 })
        {
            await bench.AnswersAsync(id, 40, 1, 400);
            await bench.LookAsync(id);
            var opened = await bench.OpenAsync(id);
            Assert.Equal((PromotionState.Canary, percent, 0), (opened.Entry.State, opened.Entry.Percent!.Value, (int)opened.Answers));
        }

        Assert.InRange(await CandidatesAsync(bench, 500), 80, 180);
        await bench.AnswersAsync(id, 60, 1, 180);
        await bench.LookAsync(id);

        var promoted = await bench.OpenAsync(id);
        Assert.Equal(PromotionState.Production, promoted.Entry.State);
        Assert.Equal(bench.Prompt.Second, await bench.ProductionAsync());
        Assert.Equal((PromptOrigin.Label, bench.Prompt.Second), await OriginAsync(bench));
        Assert.Equal(Guards.All.Count, promoted.Guards.Count);
        Assert.All(promoted.Guards, guard => Assert.False(guard.Breached));
        Assert.Equal(0, await bench.NoticesAsync(id));
        Assert.Equal(3, promoted.Looks.Select(look => look.At).Distinct().Count());
    }

    [Fact]
    public async Task Canary_OfAVersionThatFails_IsRolledBackOnce_ByTwoNodesThatLookAtOnce()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        await using var other = _site.NewHost();
        var id = await bench.InCanaryAsync();
        await bench.AnswersAsync(id, 40, 20, 400);
        // A unit has the same text by a label of its own.
        var unit = Guid.CreateVersion7();
        await bench.Database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, 'Testers')", bench.Owner.OrganizationId, unit);
        Assert.True((await bench.Get<LabelDesk>().MoveAsync(bench.Admin, bench.Prompt.Id, "pilot", bench.Prompt.Second, null, "", Cancellation)).Succeeded);
        Assert.True((await bench.Get<UnitLabels>().SetAsync(bench.Admin, bench.Prompt.Id, unit, "pilot", Cancellation)).Succeeded);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
            (number % 2 == 0 ? bench.Watch : other.Services.GetRequiredService<PromotionWatch>()).SweepAsync(Cancellation)));

        var rolledBack = await bench.OpenAsync(id);
        Assert.Equal((PromotionState.RolledBack, true), (rolledBack.Entry.State, rolledBack.Entry.Blocked));
        Assert.StartsWith("Errors: higher by ", rolledBack.Entry.Reason, StringComparison.Ordinal);
        Assert.Contains("50.0 % in 40 answers of the candidate, 0.0 % in 400 of the incumbent", rolledBack.Entry.Reason, StringComparison.Ordinal);
        Assert.Equal(["errors"], rolledBack.Guards.Where(guard => guard.Breached).Select(guard => guard.Guard));
        // The owner and the admin, once each.
        Assert.Equal(2, await bench.NoticesAsync(id));
        Assert.Single(rolledBack.Events, one => one.Text.StartsWith("Rolled back.", StringComparison.Ordinal));
        Assert.Null(Assert.Single(await bench.Get<UnitLabels>().ListAsync(bench.Owner, bench.Prompt.Id, Cancellation)).Label);
        Assert.Contains("50.0 % in 40 answers of the candidate", await bench.AlertAsync(id), StringComparison.Ordinal);
        var third = (await new PromptDesk(bench.Get<StudioDatabase>()).SaveAsync(bench.Owner, PromptsProvisioning.AssistantSlug, new(new("Answer in two words."), "Longer"), Cancellation)).Value!;
        Assert.True((await bench.Desk.RequestAsync(bench.Owner, bench.Prompt.Id, third.Id, Cancellation)).Succeeded);
        Assert.Null(await bench.AlertAsync(id));
        Assert.Equal((PromptOrigin.Label, bench.Prompt.First), await OriginAsync(bench));
    }

    [Fact]
    public async Task Text_ThatWasRolledBack_IsNotPromotedAgainUnlessAnOwnerSaysSo()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        var id = await bench.InCanaryAsync();
        Assert.True((await bench.Steering.RollBackAsync(bench.Admin, id, "People complain.", Cancellation)).Succeeded);

        Assert.Equal("promotion_blocked", (await bench.Desk.RequestAsync(bench.Owner, bench.Prompt.Id, bench.Prompt.Second, Cancellation)).Error?.Code);
        Assert.Equal("owners_only", (await bench.Steering.UnblockAsync(bench.Admin, id, "It was the network.", Cancellation)).Error?.Code);
        Assert.NotNull(await bench.AlertAsync(id));
        Assert.True((await bench.Steering.UnblockAsync(bench.Owner, id, "It was the network.", Cancellation)).Succeeded);
        Assert.Null(await bench.AlertAsync(id));
        Assert.True((await bench.Desk.RequestAsync(bench.Owner, bench.Prompt.Id, bench.Prompt.Second, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Canary_ThatIsHeld_StaysAndIsWatchedAllTheSame()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        var id = await bench.InCanaryAsync();
        Assert.True((await bench.Steering.HoldAsync(bench.Admin, id, Cancellation)).Succeeded);
        await bench.AnswersAsync(id, 40, 0, 400);
        await bench.LookAsync(id);
        Assert.Equal((true, 1), ((await bench.OpenAsync(id)).Entry.Held, (await bench.OpenAsync(id)).Entry.Percent!.Value));
        await bench.AnswersAsync(id, 40, 40, 0);
        await bench.LookAsync(id);
        Assert.Equal(PromotionState.RolledBack, (await bench.OpenAsync(id)).Entry.State);
    }

    [Fact]
    public async Task Look_CutOffBeforeItsEnd_HasNotHappened()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        var id = await bench.InCanaryAsync();
        await bench.AnswersAsync(id, 40, 20, 400);
        await using (var db = await bench.Get<StudioDatabase>().BeginAsync(bench.Owner.Scope, Cancellation))
        {
            var promotion = await PromotionRows.LockAsync(db, id, Cancellation);
            Assert.Equal(CanaryMove.RollBack, await bench.Get<CanaryWatch>().LookAsync(db, promotion!, Cancellation));
            // Another node that looks meanwhile lets it be.
            await bench.LookAsync(id);
        }

        Assert.Equal((PromotionState.Canary, 0L), ((await bench.OpenAsync(id)).Entry.State, await bench.NoticesAsync(id)));
        await bench.LookAsync(id);
        Assert.Equal((PromotionState.RolledBack, 2L), ((await bench.OpenAsync(id)).Entry.State, await bench.NoticesAsync(id)));
    }

    [Fact]
    public async Task Canary_WhileAnExperimentRuns_WaitsForItsEnd()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        var experiment = await bench.Prompt.StartAsync(bench.Prompt.Draft());
        var id = await bench.RequestAsync();
        Assert.True((await bench.Desk.OverrideAsync(bench.Owner, id, "It is urgent.", straight: false, Cancellation)).Succeeded);
        await bench.LookAsync(id);
        Assert.Equal(PromotionState.Approved, (await bench.OpenAsync(id)).Entry.State);
        await bench.Prompt.Desk.StopAsync(bench.Owner, experiment, "", Cancellation);
        await bench.LookAsync(id);
        Assert.Equal(PromotionState.Canary, (await bench.OpenAsync(id)).Entry.State);
        var canary = (await bench.OpenAsync(id)).Entry.ExperimentId!.Value;
        Assert.Equal("experiment_of_promotion", (await bench.Prompt.Desk.StopAsync(bench.Owner, canary, "", Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Production_PutBackByHand_EndsTheCanary_AndNewVersionsGoThroughTheGate()
    {
        var bench = await PromotionBench.MakeAsync(_site);
        var labels = bench.Get<LabelDesk>();
        Assert.Equal("production_needs_gate", (await labels.MoveAsync(bench.Owner, bench.Prompt.Id, PromptLabel.Production, bench.Prompt.Second, bench.Prompt.First, "Now.", Cancellation)).Error?.Code);
        var straight = await bench.RequestAsync();
        Assert.True((await bench.Desk.OverrideAsync(bench.Owner, straight, "It is urgent.", straight: true, Cancellation)).Succeeded);
        Assert.Equal(bench.Prompt.Second, await bench.ProductionAsync());
        var third = (await new PromptDesk(bench.Get<StudioDatabase>()).SaveAsync(bench.Owner, PromptsProvisioning.AssistantSlug, new(new("Answer in two words."), "Longer"), Cancellation)).Value!;
        var id = (await bench.Desk.RequestAsync(bench.Owner, bench.Prompt.Id, third.Id, Cancellation)).Value;
        await bench.Desk.OverrideAsync(bench.Owner, id, "It is urgent.", straight: false, Cancellation);

        Assert.True((await labels.MoveAsync(bench.Admin, bench.Prompt.Id, PromptLabel.Production, bench.Prompt.First, bench.Prompt.Second, "Worse.", Cancellation)).Succeeded);

        Assert.Equal(PromotionState.Withdrawn, (await bench.OpenAsync(id)).Entry.State);
        Assert.Equal((PromptOrigin.Label, bench.Prompt.First), await OriginAsync(bench));
        Assert.True((await bench.Desk.RequestAsync(bench.Owner, bench.Prompt.Id, third.Id, Cancellation)).Succeeded);
    }

    private static async Task<(string, Guid)> OriginAsync(PromotionBench bench)
    {
        var resolved = await bench.ResolveAsync(Guid.CreateVersion7());
        return (resolved.Origin.Kind, resolved.VersionId);
    }

    private static async Task<int> CandidatesAsync(PromotionBench bench, int conversations)
    {
        var found = 0;
        for (var asked = 0; asked < conversations; asked++)
            found += (await bench.ResolveAsync(Guid.CreateVersion7())).Origin is { Kind: PromptOrigin.Canary, Arm: Guards.Candidate } ? 1 : 0;
        return found;
    }
}
