using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Protection;
using AiStudio.Features.Prompts.Units;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Prompts;

public sealed class ProtectedLabelTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private readonly LabelDesk _labels = new(database.Studio, [], TimeProvider.System);
    private readonly UnitLabels _units = new(database.Studio, [], TimeProvider.System);
    private readonly ProtectedLabels _protected = new(database.Studio, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProtectedLabel_IsMovedAndRolledBackByOwnersOnly_OnEveryPrompt()
    {
        var owner = await database.CreateOrganizationAsync();
        var admin = await database.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var (prompt, first, second) = await PromptAsync(owner, "Support answer");
        var (other, others, _) = await PromptAsync(owner, "Hours");
        Assert.Null(await MoveAsync(admin, prompt, first, null));
        Assert.Null(await MoveAsync(admin, prompt, second, first));

        Assert.True((await _protected.ProtectAsync(admin, "customer", Cancellation)).Succeeded);
        Assert.True((await _protected.ProtectAsync(owner, "customer", Cancellation)).Succeeded);

        Assert.Equal("label_protected", await MoveAsync(admin, prompt, first, second));
        Assert.Equal("label_protected", await MoveAsync(admin, other, others, null));
        Assert.Equal("admins_only", await MoveAsync(admin with { Role = Role.Member }, prompt, first, second));
        Assert.Equal("label_protected", await BackAsync(admin));
        Assert.Null(await BackAsync(owner));
        Assert.Null(await MoveAsync(owner, other, others, null));
        Assert.True((await _labels.MoveAsync(admin, prompt, "staging", first, null, "", Cancellation)).Succeeded);
        Assert.Equal(["customer"], (await new PromptLibrary(database.Studio).OpenAsync(admin, "support-answer", Cancellation)).Value!.ProtectedLabels);

        Assert.Equal("owners_only", (await _protected.UnprotectAsync(admin, "customer", Cancellation)).Error?.Code);
        Assert.True((await _protected.UnprotectAsync(owner, "customer", Cancellation)).Succeeded);
        Assert.Equal("label_not_protected", (await _protected.UnprotectAsync(owner, "customer", Cancellation)).Error?.Code);
        Assert.Null(await MoveAsync(admin, prompt, second, first));
        Assert.Equal("prompt.label_protected,prompt.label_unprotected", await database.ScalarAsync<string>(
            "select string_agg(action, ',' order by id) from activity_log where org_id = $1 and action like '%protected' and detail ->> 'label' = 'customer'", owner.OrganizationId));

        async Task<string?> BackAsync(Caller caller) =>
            (await new LabelRollback(database.Studio, new(database.Studio), _labels).RollBackAsync(caller, "support-answer", "customer", null, "", Cancellation)).Error?.Code;
    }

    [Fact]
    public async Task Unit_IsPutUnderAProtectedLabelAndTakenFromIt_ByOwnersOnly()
    {
        var owner = await database.CreateOrganizationAsync();
        var admin = await database.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var (prompt, first, _) = await PromptAsync(owner, "Support answer");
        var unit = Guid.CreateVersion7();
        await database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, 'Testers')", owner.OrganizationId, unit);
        Assert.Null(await MoveAsync(owner, prompt, first, null));
        Assert.True((await _labels.MoveAsync(owner, prompt, "staging", first, null, "", Cancellation)).Succeeded);
        await _protected.ProtectAsync(admin, "customer", Cancellation);

        Assert.Equal("label_protected", await SetAsync(admin, "customer"));
        Assert.Null(await SetAsync(admin, "staging"));
        Assert.Null(await SetAsync(owner, "customer"));
        Assert.Equal("label_protected", await SetAsync(admin, "staging"));
        Assert.Equal("label_protected", await SetAsync(admin, PromptLabel.Production));
        Assert.Null(await SetAsync(admin, "customer"));
        Assert.Null(await SetAsync(owner, PromptLabel.Production));

        async Task<string?> SetAsync(Caller caller, string label) => (await _units.SetAsync(caller, prompt, unit, label, Cancellation)).Error?.Code;
    }

    [Fact]
    public async Task Protection_IsOfOneOrganization_AndOfLabelsThatCanBeOne()
    {
        var owner = await database.CreateOrganizationAsync();
        var stranger = await database.CreateOrganizationAsync();
        var strangersAdmin = await database.AddMemberAsync(stranger.OrganizationId, Role.Admin);
        var (prompt, first, _) = await PromptAsync(stranger, "Support answer");
        Assert.True((await _protected.ProtectAsync(owner, "customer", Cancellation)).Succeeded);

        Assert.Null(await MoveAsync(strangersAdmin, prompt, first, null));
        Assert.Empty(await _protected.ListAsync(stranger, Cancellation));
        Assert.Equal("label_not_protected", (await _protected.UnprotectAsync(stranger, "customer", Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await _protected.ProtectAsync(owner with { Role = Role.Finance }, "other", Cancellation)).Error?.Code);
        Assert.Equal("production_has_the_gate", (await _protected.ProtectAsync(owner, PromptLabel.Production, Cancellation)).Error?.Code);
        Assert.Equal("label_name", (await _protected.ProtectAsync(owner, "Customer", Cancellation)).Error?.Code);
        Assert.Equal([("customer", owner.DisplayName)], (await _protected.ListAsync(owner, Cancellation)).Select(entry => (entry.Label, entry.By!)));
    }

    [Fact]
    public async Task Protection_WaitsForAMoveThatIsUnderWay_AndHoldsForTheNext()
    {
        var owner = await database.CreateOrganizationAsync();
        var admin = await database.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var (prompt, first, second) = await PromptAsync(owner, "Support answer");
        await using var moving = await database.Studio.BeginAsync(admin.Scope, Cancellation);
        await moving.HoldLabelsAsync(prompt, Cancellation);
        Assert.Null(await moving.ProtectionObjectionAsync(admin, ["customer"], Cancellation));

        var protecting = _protected.ProtectAsync(owner, "customer", Cancellation);
        await Task.WhenAny(protecting, Task.Delay(500, Cancellation));
        Assert.False(protecting.IsCompleted);
        await moving.CommitAsync(Cancellation);
        Assert.True((await protecting).Succeeded);

        // Many at once: none is let through that begins after somebody was told that the label is protected.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(turn => MoveAsync(admin, prompt, turn % 2 == 0 ? first : second, null))), code => Assert.Equal("label_protected", code));
    }

    private async Task<string?> MoveAsync(Caller caller, Guid prompt, Guid version, Guid? from) =>
        (await _labels.MoveAsync(caller, prompt, "customer", version, from, "", Cancellation)).Error?.Code;

    private async Task<(Guid Prompt, Guid First, Guid Second)> PromptAsync(Caller owner, string name)
    {
        var desk = new PromptDesk(database.Studio);
        var first = (await desk.CreateAsync(owner, name, new("Be brief."), Cancellation)).Value!;
        var second = (await desk.SaveAsync(owner, first.Slug, new(new("Be brief!"), "A change"), Cancellation)).Value!;
        return ((await new PromptLibrary(database.Studio).OpenAsync(owner, first.Slug, Cancellation)).Value!.Id, first.Id, second.Id);
    }
}
