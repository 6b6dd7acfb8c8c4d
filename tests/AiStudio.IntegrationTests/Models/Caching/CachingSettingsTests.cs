using AiStudio.Features.Models.Caching;
using AiStudio.Gateway;
using AiStudio.Gateway.ResponseCache;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.IntegrationTests.Models.Caching;

public sealed class CachingSettingsTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly CachingChoice s_choice = new(KeepMinutes: 30, Semantic: true, Threshold: 0.9, RecheckPercent: 10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CachingSettings Settings => new(database.Studio, TimeProvider.System);

    [Fact]
    public async Task List_OfAnAssistantNobodyHasSet_ShowsTheDefaults()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.AddAssistantAsync(owner, "Legal");

        var row = Assert.Single((await Settings.ListAsync(owner, Cancellation)).Value!);

        Assert.Equal(("Legal", 60, false, 0.95, 5), (row.Name, row.Caching.KeepMinutes, row.Caching.Semantic, row.Caching.Threshold, row.Caching.RecheckPercent));
    }

    [Fact]
    public async Task Save_ByAnAdmin_HoldsAndIsLogged()
    {
        var owner = await database.CreateOrganizationAsync();
        var assistant = await database.AddAssistantAsync(owner);
        var admin = await database.AddMemberAsync(owner.OrganizationId, Role.Admin);

        var saved = await Settings.SaveAsync(admin, assistant, s_choice, Cancellation);

        Assert.True(saved.Succeeded);
        var caching = Assert.Single((await Settings.ListAsync(owner, Cancellation)).Value!).Caching;
        Assert.Equal((30, true, 0.9, 10), (caching.KeepMinutes, caching.Semantic, caching.Threshold, caching.RecheckPercent));
        Assert.Equal("assistant.caching_changed", await database.ScalarAsync<string>("select action from activity_log where org_id = $1", owner.OrganizationId));
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Finance)]
    public async Task Anything_ByOthers_IsForbidden(Role role)
    {
        var owner = await database.CreateOrganizationAsync();
        var assistant = await database.AddAssistantAsync(owner);
        var person = await database.AddMemberAsync(owner.OrganizationId, role);

        Assert.Equal(ErrorKind.Forbidden, (await Settings.ListAsync(person, Cancellation)).Error?.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await Settings.SaveAsync(person, assistant, s_choice, Cancellation)).Error?.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await Settings.ClearAsync(person, Cancellation)).Error?.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await new SemanticHits(database.Studio).ListAsync(person, Cancellation)).Error?.Kind);
    }

    [Fact]
    public async Task Save_OfAnotherOrganizationsAssistant_FindsNone()
    {
        var owner = await database.CreateOrganizationAsync();
        var foreign = await database.AddAssistantAsync(await database.CreateOrganizationAsync());

        Assert.Equal("assistant_not_found", (await Settings.SaveAsync(owner, foreign, s_choice, Cancellation)).Error?.Code);
    }

    [Theory]
    [InlineData(-1, 0.9, 5, "keep_minutes_invalid")]
    [InlineData(10_081, 0.9, 5, "keep_minutes_invalid")]
    [InlineData(60, 0.79, 5, "threshold_invalid")]
    [InlineData(60, double.NaN, 5, "threshold_invalid")]
    [InlineData(60, 0.9, 101, "recheck_percent_invalid")]
    public async Task Save_OutOfRange_IsInvalid(int minutes, double threshold, int percent, string code)
    {
        var owner = await database.CreateOrganizationAsync();
        var assistant = await database.AddAssistantAsync(owner);

        Assert.Equal(code, (await Settings.SaveAsync(owner, assistant, new CachingChoice(minutes, true, threshold, percent), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Clear_ForgetsOwnAnswersOnly()
    {
        var (owner, other) = (await database.CreateOrganizationAsync(), await database.CreateOrganizationAsync());
        var store = new ResponseStore(database.Studio);
        var key = new CacheKey(owner.OrganizationId, "s", "r");
        foreach (var organization in new[] { owner.OrganizationId, other.OrganizationId })
            await store.KeepAsync(key with { Organization = organization }, new CachedAnswer("A", "m", 1, TimeProvider.System.GetUtcNow()), TimeSpan.FromHours(1), null, Cancellation);

        Assert.Equal(1, (await Settings.ClearAsync(owner, Cancellation)).Value);

        Assert.Null(await store.FindAsync(key, Cancellation));
        Assert.NotNull(await store.FindAsync(key with { Organization = other.OrganizationId }, Cancellation));
    }

    [Fact]
    public async Task Verdicts_ThatDisagree_RaiseTheThresholdAndNothingLowersItButSaving()
    {
        var owner = await database.CreateOrganizationAsync();
        var assistant = await database.AddAssistantAsync(owner);
        await Settings.SaveAsync(owner, assistant, s_choice, Cancellation);

        await JudgedAsync(owner, assistant, 0.96, SemanticVerdict.Disagrees);
        Assert.Equal(0.98, (await CachingAsync(owner)).ThresholdInForce, 6);
        await JudgedAsync(owner, assistant, 0.92, SemanticVerdict.Disagrees);
        await JudgedAsync(owner, assistant, 0.99, SemanticVerdict.Agrees);
        await JudgedAsync(owner, assistant, 0.99, SemanticVerdict.Unknown);
        Assert.Equal(0.98, (await CachingAsync(owner)).ThresholdInForce, 6);
        await JudgedAsync(owner, assistant, 1.0000001, SemanticVerdict.Disagrees);
        Assert.Equal(1, (await CachingAsync(owner)).ThresholdInForce);

        await Settings.SaveAsync(owner, assistant, s_choice, Cancellation);
        Assert.Equal(0.9, (await CachingAsync(owner)).ThresholdInForce);
        var hits = (await new SemanticHits(database.Studio).ListAsync(owner, Cancellation)).Value!;
        Assert.Equal([SemanticVerdict.Disagrees, SemanticVerdict.Unknown, SemanticVerdict.Agrees, SemanticVerdict.Disagrees, SemanticVerdict.Disagrees], hits.Select(hit => hit.Verdict));
    }

    private async Task<AssistantCaching> CachingAsync(Caller caller) => Assert.Single((await Settings.ListAsync(caller, Cancellation)).Value!).Caching;

    private async Task JudgedAsync(Caller caller, Guid assistant, double similarity, SemanticVerdict verdict)
    {
        var reviews = new SemanticReviews(database.Studio);
        var hit = new SemanticHit(
            Guid.CreateVersion7(), new GatewayCaller(caller.OrganizationId, caller.UserId, null, "chat"), assistant, "Asked?", "Answered?", similarity, SemanticVerdict.Pending);
        await reviews.RecordAsync(hit, Cancellation);
        await reviews.JudgeAsync(hit, verdict, Cancellation);
        await reviews.JudgeAsync(hit, SemanticVerdict.Agrees, Cancellation);
    }
}
