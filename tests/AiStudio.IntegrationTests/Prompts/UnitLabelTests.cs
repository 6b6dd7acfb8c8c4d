using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Units;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Prompts;

public sealed class UnitLabelTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private readonly UnitLabels _units = new(database.Studio, [], TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_OfAUnitWithALabel_AreAnsweredByIt_AndNobodyElse()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var (prompt, staged) = await PromptAsync(owner);
        var unit = Guid.CreateVersion7();
        await database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, 'Testers')", owner.OrganizationId, unit);
        await database.ExecuteAsync("update membership set unit_id = $3 where org_id = $1 and user_id = $2", owner.OrganizationId, member.UserId, unit);

        Assert.Equal("prompt_label_missing", (await _units.SetAsync(owner, prompt, unit, "nowhere", Cancellation)).Error?.Code);
        Assert.Equal("no_unit", (await _units.SetAsync(owner, prompt, Guid.CreateVersion7(), "staging", Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await _units.SetAsync(member, prompt, unit, "staging", Cancellation)).Error?.Code);
        Assert.True((await _units.SetAsync(owner, prompt, unit, "staging", Cancellation)).Succeeded);

        Assert.Equal((staged, "staging"), await AnswersAsync(member, prompt));
        Assert.Equal(PromptLabel.Production, (await AnswersAsync(owner, prompt)).Label);
        Assert.Equal(new UnitLabelEntry(unit, "Testers", "staging", 1), Assert.Single(await _units.ListAsync(owner, prompt, Cancellation)));

        Assert.True((await _units.SetAsync(owner, prompt, unit, PromptLabel.Production, Cancellation)).Succeeded);
        Assert.Equal(PromptLabel.Production, (await AnswersAsync(member, prompt)).Label);
        Assert.Equal(2L, await database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and action = 'prompt.unit_label_set'", owner.OrganizationId));
    }

    private async Task<(Guid Version, string Label)> AnswersAsync(Caller caller, Guid prompt)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, Cancellation);
        var resolved = await new PromptService(TimeProvider.System, NullLogger<PromptService>.Instance)
            .ResolveAsync(db, prompt, PromptLabel.Production, new(Guid.CreateVersion7(), caller.UserId), Cancellation);
        return (resolved.Value!.VersionId, resolved.Value.Label);
    }

    // One version in production, another in staging.
    private async Task<(Guid Prompt, Guid Staged)> PromptAsync(Caller owner)
    {
        var (prompt, live, staged) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.ExecuteAsync("insert into prompt (org_id, id, slug, name) values ($1, $2, 'hours', 'Hours')", owner.OrganizationId, prompt);
        await database.ExecuteAsync("""
            insert into prompt_version (org_id, id, prompt_id, version, content_hash, template) values ($1, $3, $2, '1.0.0', '\x01', 'Live.'), ($1, $4, $2, '1.0.1', '\x02', 'Staged.')
            """, owner.OrganizationId, prompt, live, staged);
        await database.ExecuteAsync("insert into prompt_label (org_id, prompt_id, label, version_id) values ($1, $2, 'production', $3), ($1, $2, 'staging', $4)", owner.OrganizationId, prompt, live, staged);
        return (prompt, staged);
    }
}
