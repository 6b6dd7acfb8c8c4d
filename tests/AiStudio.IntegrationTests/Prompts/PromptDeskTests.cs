using AiStudio.Features.ActivityLog;
using AiStudio.Features.Prompts;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Prompts;

public sealed class PromptDeskTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private PromptDesk Desk => new(database.Studio);

    private LabelDesk Labels => new(database.Studio, [], TimeProvider.System);

    private PromptLibrary Library => new(database.Studio);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveAsync_AChange_IsNumberedByHowLargeItIs()
    {
        var owner = await NewOrganizationAsync();
        var first = await Desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation);
        Assert.Equal(("support-answer", "1.0.0"), (first.Value!.Slug, first.Value.Version));

        Assert.Equal("1.0.1", (await SaveAsync(owner, new("Be brief!"))).Value!.Version);
        Assert.Equal("1.1.0", (await SaveAsync(owner, new("Be kind."))).Value!.Version);
        Assert.Equal("2.0.0", (await SaveAsync(owner, new("Be {{tone}}.") { Variables = [new("tone")] })).Value!.Version);

        var again = await SaveAsync(owner, new("Be kind.\r\n"));
        Assert.Equal("prompt_version_exists", again.Error?.Code);
        Assert.Contains("1.1.0", again.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("prompt_variable_unknown", (await SaveAsync(owner, new("Be {{kind}}."))).Error?.Code);
    }

    [Fact]
    public async Task SaveAsync_ManyAtOnce_GivesEachANumberOfItsOwn()
    {
        var owner = await NewOrganizationAsync();
        await Desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation);

        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Desk.SaveAsync(owner, "support-answer", new(new($"Be brief, number {number}."), "Another"), Cancellation)));

        Assert.All(saved, result => Assert.True(result.Succeeded));
        Assert.Equal(8, saved.Select(result => result.Value!.Version).Distinct().Count());
        Assert.Equal(9, (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!.Versions.Count);
    }

    [Fact]
    public async Task MoveAsync_Production_IsInForceAtOnceAndRemembered()
    {
        var owner = await NewOrganizationAsync();
        var first = (await Desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation)).Value!;
        var second = (await SaveAsync(owner, new("Be {{tone}}. It is {{today}}.") { Variables = [new("tone", Default: "kind")] })).Value!;
        var prompt = (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!;

        Assert.Equal("label_reason", (await Labels.MoveAsync(owner, prompt.Id, PromptLabel.Production, first.Id, null, " ", Cancellation)).Error?.Code);
        Assert.Equal("production_needs_gate", (await Labels.MoveAsync(owner, prompt.Id, PromptLabel.Production, first.Id, null, "First.", Cancellation)).Error?.Code);
        await PromoteAsync(owner, prompt.Id, first.Id, null);
        Assert.Equal("production_needs_gate", (await Labels.MoveAsync(owner, prompt.Id, PromptLabel.Production, second.Id, first.Id, "Second.", Cancellation)).Error?.Code);
        await PromoteAsync(owner, prompt.Id, second.Id, first.Id);
        Assert.Equal("stale", (await Labels.MoveAsync(owner, prompt.Id, PromptLabel.Production, first.Id, first.Id, "Back.", Cancellation)).Error?.Code);

        Assert.Matches(@"^Be kind\. It is \d{4}-\d\d-\d\d\.$", await ResolvedAsync(owner, prompt.Id));
        Assert.True((await Labels.MoveAsync(owner, prompt.Id, PromptLabel.Production, first.Id, second.Id, "Rolled back.", Cancellation)).Succeeded);
        Assert.Equal("Be brief.", await ResolvedAsync(owner, prompt.Id));
        var moves = (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!.Moves;
        Assert.Equal([("1.1.0", "1.0.0"), ("1.0.0", "1.1.0"), (null, "1.0.0")], moves.Select(move => (move.FromVersion, move.ToVersion)));
        await using var db = await database.Studio.BeginAsync(owner.Scope, Cancellation);
        Assert.Equal(3, await db.Set<ActivityEntry>().CountAsync(entry => entry.Action == "prompt.label_moved", Cancellation));
    }

    [Fact]
    public async Task MoveAsync_ProductionToAVersionThatNeedsValues_IsRefused()
    {
        var owner = await NewOrganizationAsync();
        await Desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation);
        var second = (await SaveAsync(owner, new("Be {{tone}}.") { Variables = [new("tone")] })).Value!;
        var prompt = (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!;

        Assert.Equal("prompt_variable_missing", (await Labels.MoveAsync(owner, prompt.Id, PromptLabel.Production, second.Id, null, "Why not.", Cancellation)).Error?.Code);
        Assert.True((await Labels.MoveAsync(owner, prompt.Id, "staging", second.Id, null, "", Cancellation)).Succeeded);
    }

    [Fact]
    public async Task SaveAsync_WithAnotherPromptPutIn_KeepsItAsItStoodThen()
    {
        var owner = await NewOrganizationAsync();
        var rules = (await Desk.CreateAsync(owner, "Rules", new("Never guess, {{name}}.") { Variables = [new("name", Default: "friend")] }, Cancellation)).Value!;
        Assert.Equal("prompt_include_unknown", (await Desk.CreateAsync(owner, "Support answer", new("Be brief. {{> rules}}"), Cancellation)).Error?.Code);
        var rulesPrompt = (await Library.OpenAsync(owner, "rules", Cancellation)).Value!;
        await PromoteAsync(owner, rulesPrompt.Id, rules.Id, null);

        var saved = (await Desk.CreateAsync(owner, "Support answer", new("Be brief. {{> rules}}"), Cancellation)).Value!;
        var changed = (await Desk.SaveAsync(owner, "rules", new(new("Guess."), "Looser"), Cancellation)).Value!;
        await PromoteAsync(owner, rulesPrompt.Id, changed.Id, rules.Id);
        var prompt = (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!;
        await PromoteAsync(owner, prompt.Id, saved.Id, null);

        Assert.Equal("Be brief. Never guess, friend.", await ResolvedAsync(owner, prompt.Id));
        var read = (await Library.ReadAsync(owner, saved.Id, Cancellation)).Value!;
        Assert.Equal([new("rules", rules.Id, "1.0.0")], read.Includes);
        Assert.Equal((0, "Be brief. Never guess, {{name}}."), (read.Content.Variables.Count, read.Whole.Template));
        Assert.Equal(new PromptVariable("name", Default: "friend"), Assert.Single(read.Whole.Variables));

        // The same words with the other rules in them are another version, once.
        var again = await Desk.SaveAsync(owner, "support-answer", new(read.Content, "The rules have changed"), Cancellation);
        Assert.Equal("1.1.0", again.Value?.Version);
        Assert.Empty((await Library.ReadAsync(owner, again.Value!.Id, Cancellation)).Value!.Whole.Variables);
        Assert.Equal("prompt_version_exists", (await Desk.SaveAsync(owner, "support-answer", new(read.Content, "Nothing has"), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task RollBack_AskedForTwice_GoesBackOnce_AndNeverToWhatWasLeft()
    {
        var owner = await NewOrganizationAsync();
        var ids = new List<Guid> { (await Desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation)).Value!.Id };
        for (var number = 1; number <= 3; number++)
            ids.Add((await SaveAsync(owner, new($"Be brief, number {number}."))).Value!.Id);
        var prompt = (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!;
        await PromoteAsync(owner, prompt.Id, ids[0], null);
        await PromoteAsync(owner, prompt.Id, ids[1], ids[0]);
        await PromoteAsync(owner, prompt.Id, ids[2], ids[1]);
        // Staging goes to and fro in the meantime.
        for (var move = 0; move < 60; move++)
            Assert.True((await Labels.MoveAsync(owner, prompt.Id, "staging", ids[move % 2], move == 0 ? null : ids[(move + 1) % 2], "", Cancellation)).Succeeded);
        var rollback = new LabelRollback(database.Studio, Library, Labels);
        async Task<string> BackAsync(string? from)
        {
            var back = await rollback.RollBackAsync(owner, "support-answer", PromptLabel.Production, from, "", Cancellation);
            return back.Value?.Version ?? back.Error!.Code;
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BackAsync("1.2.0"))), version => Assert.Equal("1.1.0", version));
        Assert.Equal(("1.1.0", "1.1.0"), (await BackAsync(null), await BackAsync("1.2.0")));
        await PromoteAsync(owner, prompt.Id, ids[3], ids[1]);
        Assert.Equal("stale", await BackAsync("1.2.0"));
        Assert.Equal("1.1.0", await BackAsync(null));
        Assert.Equal("1.0.0", await BackAsync("1.1.0"));
        Assert.Equal("label_nowhere_before", await BackAsync("1.0.0"));
    }

    [Fact]
    public async Task Everything_ByAMemberOrAStranger_IsRefused()
    {
        var owner = await NewOrganizationAsync();
        var stranger = await NewOrganizationAsync();
        var member = owner with { Role = Role.Member };
        var first = (await Desk.CreateAsync(owner, "Support answer", new("Be brief."), Cancellation)).Value!;
        var prompt = (await Library.OpenAsync(owner, "support-answer", Cancellation)).Value!;

        foreach (var other in new[] { member, stranger })
        {
            Assert.False((await Library.OpenAsync(other, "support-answer", Cancellation)).Succeeded);
            Assert.False((await Library.ReadAsync(other, first.Id, Cancellation)).Succeeded);
            Assert.False((await Desk.SaveAsync(other, "support-answer", new(new("Mine."), "Mine"), Cancellation)).Succeeded);
            Assert.False((await Labels.MoveAsync(other, prompt.Id, "staging", first.Id, null, "", Cancellation)).Succeeded);
        }

        Assert.Empty(await Library.ListAsync(member, Cancellation));
        Assert.DoesNotContain(await Library.ListAsync(stranger, Cancellation), entry => entry.Slug == "support-answer");
    }

    // As its promotion does.
    private async Task PromoteAsync(Caller caller, Guid promptId, Guid versionId, Guid? from)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, Cancellation);
        var version = await db.Set<PromptVersion>().SingleAsync(row => row.Id == versionId, Cancellation);
        Assert.True((await db.MoveLabelAsync(promptId, PromptLabel.Production, version, from, caller.UserId, "Promoted.", rollback: false, TimeProvider.System.GetUtcNow(), Cancellation)).Succeeded);
        await db.CommitAsync(Cancellation);
    }

    private Task<Result<SavedVersion>> SaveAsync(Caller caller, PromptContent content) =>
        Desk.SaveAsync(caller, "support-answer", new(content, "A change"), Cancellation);

    private async Task<string> ResolvedAsync(Caller caller, Guid promptId)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, Cancellation);
        return (await new PromptService(TimeProvider.System, NullLogger<PromptService>.Instance).ResolveAsync(db, promptId, PromptLabel.Production, new ExposedUnit(promptId, null), Cancellation)).Value!.Text;
    }

    private Task<Caller> NewOrganizationAsync() => database.CreateOrganizationAsync();
}
