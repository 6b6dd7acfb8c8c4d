using AiStudio.Features.Promotion;
using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Prompts;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.People;
using AiStudio.IntegrationTests.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Promotion;

/// <summary>An organization with an owner and an admin, whose assistant's prompt has a second version. Answers are made up; nothing is looked at unless a test does.</summary>
internal sealed record PromotionBench(StudioTestDatabase Database, WebApplicationFactory<Program> Host, SplitPrompt Prompt, Caller Admin)
{
    public static readonly (string Key, string Value)[] Settings = [("Canary:MinAnswers", "60"), ("Canary:MinMinutes", "0"), ("Canary:Interval", "01:00:00")];

    public Caller Owner => Prompt.Owner;

    public PromotionDesk Desk => Get<PromotionDesk>();

    public PromotionSteering Steering => Get<PromotionSteering>();

    public PromotionWatch Watch => Get<PromotionWatch>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PromotionBench> MakeAsync(StudioSite site)
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        return new(site.Database, site.Host, await SplitPrompt.MakeAsync(site.Host.Services.GetRequiredService<StudioDatabase>(), owner), admin);
    }

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public async Task<Guid> RequestAsync()
    {
        var requested = await Desk.RequestAsync(Owner, Prompt.Id, Prompt.Second, Cancellation);
        Assert.True(requested.Succeeded, requested.Error?.Message);
        return requested.Value;
    }

    /// <summary>In its canary's first step, past the gate.</summary>
    public async Task<Guid> InCanaryAsync()
    {
        var id = await RequestAsync();
        var overridden = await Desk.OverrideAsync(Owner, id, "It is urgent.", straight: false, Cancellation);
        Assert.True(overridden.Succeeded, overridden.Error?.Message);
        Assert.Equal(PromotionState.Canary, (await OpenAsync(id)).Entry.State);
        return id;
    }

    public async Task<PromotionDetail> OpenAsync(Guid id)
    {
        var opened = await Get<PromotionBoard>().OpenAsync(Owner, id, Cancellation);
        Assert.True(opened.Succeeded, opened.Error?.Message);
        return opened.Value;
    }

    public Task LookAsync(Guid id) => Watch.LookAsync(Owner.Scope, id, Cancellation);

    /// <summary>So many answers of both arms at the share in force; of the candidate's so many failed.</summary>
    public async Task AnswersAsync(Guid id, int candidate, int failed, int incumbent) => await Database.ExecuteAsync("""
        insert into experiment_answer (org_id, experiment_id, id, arm, unit_id, stratum, failed, refused, duration_ms, cost_nano_usd, length, citations, verified)
        select p.org_id, p.experiment_id, gen_random_uuid(), case when n <= $2 then 0 else 1 end, gen_random_uuid(), a.weight, n <= $3, false, 900 + n % 50, 1000000 + n % 100, 100, 1, 1
        from promotion p join experiment_arm a on a.org_id = p.org_id and a.experiment_id = p.experiment_id and a.number = 0, generate_series(1, $2 + $4) n
        where p.id = $1
        """, id, candidate, failed, incumbent);

    public async Task<ResolvedPrompt> ResolveAsync(Guid conversation)
    {
        await using var db = await Get<StudioDatabase>().BeginAsync(Owner.Scope, Cancellation);
        return (await Get<PromptService>().ResolveAsync(db, Prompt.Id, PromptLabel.Production, new(conversation, null), Cancellation)).Value!;
    }

    public async Task<Guid> ProductionAsync()
    {
        await using var db = await Get<StudioDatabase>().BeginAsync(Owner.Scope, Cancellation);
        return await db.Set<PromptLabel>().Where(label => label.PromptId == Prompt.Id && label.Label == PromptLabel.Production).Select(label => label.VersionId).SingleAsync(Cancellation);
    }

    public Task<long> NoticesAsync(Guid id) => Database.ScalarAsync<long>("select count(*) from notification where org_id = $1 and link = $2", Owner.OrganizationId, $"/promotions/{id}");

    /// <summary>What the open alert of its rollback says; <see langword="null"/> when none is open.</summary>
    public Task<string?> AlertAsync(Guid id) => Database.ScalarAsync<string?>(
        "select max(body) from alert where org_id = $1 and rule = 'canary_rolled_back' and subject = $2 and link = '/promotions/' || $2 and ended_at is null", Owner.OrganizationId, id.ToString());
}
