using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Detail;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Settings;
using AiStudio.Features.Traces.Views;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Redaction;
using AiStudio.ProviderEmulator;

namespace AiStudio.IntegrationTests.Traces;

public sealed class TraceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_OfATurn_AreFoundReadAndOpenedByAdminsAlone()
    {
        var (owner, member, call, turn) = await RatedTurnAsync();
        var admin = await database.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var finance = await database.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var (list, reader, glass) = (new TraceList(database.Studio), new TraceReader(database.Studio), new GlassDesk(database.Studio));
        var filter = TraceAddress.FilterOf(_ => null, TimeProvider.System.GetUtcNow()).Value!;

        foreach (var stranger in new[] { member, finance })
        {
            Assert.Equal("not_admin", (await list.PageAsync(stranger, filter, 10, Cancellation)).Error?.Code);
            Assert.Equal("not_admin", (await reader.ReadAsync(stranger, call, Cancellation)).Error?.Code);
            Assert.Equal("not_admin", (await glass.OpenAsync(stranger, call, "I am curious about it", Cancellation)).Error?.Code);
            Assert.Equal("not_admin", (await reader.TextsAsync(stranger, call, Cancellation)).Error?.Code);
        }

        async Task<int> CountAsync(TraceFilter narrowed) => (await list.PageAsync(admin, narrowed, 10, Cancellation)).Value!.Rows.Count;
        Assert.Equal(
            (1, 1, 1, 1, 0, 0, 0),
            (await CountAsync(filter with { Rating = -1 }), await CountAsync(filter with { Words = turn.ToString() }), await CountAsync(filter with { UserId = member.UserId }),
                await CountAsync(filter with { AssistantId = await database.ScalarAsync<Guid>("select id from assistant where org_id = $1 and is_default", owner.OrganizationId) }),
                await CountAsync(filter with { Error = "any" }), await CountAsync(filter with { SlowMs = 900_000 }), await CountAsync(filter with { Words = "zebra crossing" })));
        var trace = (await reader.ReadAsync(admin, call, Cancellation)).Value!;
        Assert.Equal(((short)-1, "That is not what I asked"), (trace.Feedback!.Rating, trace.Feedback.Comment));
        Assert.DoesNotContain("not what I asked", JsonSerializer.Serialize(trace.Feedback), StringComparison.Ordinal);
        var words = DecisionWords.Of(trace.Call, trace.Prompt);
        Assert.Contains(words, said => said.Subject == "Prompt" && said.Sentence.Contains("because the label production points to it", StringComparison.Ordinal));
        Assert.Contains(words, said => said.Subject == "Budget" && said.Sentence.StartsWith("Held $", StringComparison.Ordinal));
        var bars = new Waterfall(trace).Bars;
        Assert.Contains(bars, bar => bar.Name.StartsWith("Attempt 1", StringComparison.Ordinal));
        Assert.All(bars, bar => Assert.InRange(bar.Left + bar.Width, 0, 100.001));
        Assert.Equal("glass_needed", (await reader.TextsAsync(admin, call, Cancellation)).Error?.Code);
        Assert.Equal("reason_missing", (await glass.OpenAsync(admin, call, "because", Cancellation)).Error?.Code);

        // As a replay by an admin would be: the caller is another than whose words these are.
        await database.ExecuteAsync("update call set user_id = $2 where id = $1", call, owner.UserId);
        var opened = await glass.OpenAsync(admin, call, "They complained about this answer", Cancellation);

        Assert.True(opened.Succeeded, opened.Error?.Message);
        Assert.Contains("zebra", (await reader.TextsAsync(admin, call, Cancellation)).Value!.Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(filter with { Words = "ZEBRA crossing" }));
        Assert.Equal("trace.opened", await database.ScalarAsync<string>("select action from activity_log where org_id = $1 and actor_id = $2", owner.OrganizationId, admin.UserId));
        Assert.Equal("An admin opened one of your chats", await database.ScalarAsync<string>("select title from notification where owner_id = $1", member.UserId));
        Assert.Equal("glass_needed", (await reader.TextsAsync(owner, call, Cancellation)).Error?.Code);

        // Days are the organization's: it is always another day than in UTC in one of these two.
        var at = trace.Call.Facts.StartedAt.UtcDateTime;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(at.Hour < 11 ? "Pacific/Pago_Pago" : "Pacific/Kiritimati");
        await database.ExecuteAsync("update organization set time_zone = $2 where id = $1", owner.OrganizationId, zone.Id);
        var (here, there) = (DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone)), DateOnly.FromDateTime(at));
        Assert.Equal((1, 0), (await CountAsync(filter with { FirstDay = here, LastDay = here }), await CountAsync(filter with { FirstDay = there, LastDay = there })));
    }

    [Fact]
    public async Task SettingsAndViews_AreAdminsOwnOrShared()
    {
        var owner = await database.CreateOrganizationAsync();
        var (admin, member) = (await database.AddMemberAsync(owner.OrganizationId, Role.Admin), await database.AddMemberAsync(owner.OrganizationId, Role.Member));
        var (policy, views) = (new PolicyDesk(database.Studio, TimeProvider.System), new SavedViewDesk(database.Studio));
        var draft = new PolicyDraft(PayloadMode.Full, 10, 20, [new RedactionPattern("staff", @"P-\d{6}")]);

        Assert.Equal("not_admin", (await policy.SaveAsync(member, draft, Cancellation)).Error?.Code);
        Assert.Equal("days_invalid", (await policy.SaveAsync(admin, draft with { KeepDays = 0 }, Cancellation)).Error?.Code);
        Assert.Equal("pattern_invalid", (await policy.SaveAsync(admin, draft with { Patterns = [new("staff", "(a)\\1")] }, Cancellation)).Error?.Code);
        Assert.True((await policy.SaveAsync(admin, draft, Cancellation)).Succeeded);
        Assert.True((await policy.SaveAsync(owner, draft with { Mode = PayloadMode.Off }, Cancellation)).Succeeded);
        await views.SaveAsync(admin, "Bad answers", "rating=down", shared: true, Cancellation);
        await views.SaveAsync(admin, "Mine", "slow=10", shared: false, Cancellation);

        var kept = (await policy.ReadAsync(admin, Cancellation)).Value!.Policy;
        Assert.Equal((PayloadMode.Off, 10, 20, @"P-\d{6}"), (kept.Mode, kept.KeepDays, kept.TraceDays, Assert.Single(kept.Patterns).Expression));
        Assert.Equal(["Bad answers", "Mine"], (await views.ListAsync(admin, Cancellation)).Select(view => view.Name));
        Assert.False(Assert.Single(await views.ListAsync(owner, Cancellation)).Own);
        Assert.Empty(await views.ListAsync(member, Cancellation));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and action = $2", owner.OrganizationId, PolicyDesk.Changed));

        // What others see come and go is in the log, without what is searched for; one's own is nobody's business.
        await views.SaveAsync(admin, "Bad answers", "rating=down", shared: false, Cancellation);
        await views.SaveAsync(admin, "Slow", "slow=99", shared: true, Cancellation);
        foreach (var view in await views.ListAsync(admin, Cancellation))
            await views.RemoveAsync(admin, view.Id, Cancellation);
        Assert.Equal("shared Bad answers, unshared Bad answers, shared Slow, removed Slow", await database.ScalarAsync<string>(
            "select string_agg(split_part(action, '.', 2) || ' ' || (detail ->> 'name'), ', ' order by id) from activity_log where org_id = $1 and subject = 'trace_view'", owner.OrganizationId));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and concat(detail, before, after) like '%slow=%'", owner.OrganizationId));
    }

    private async Task<(Caller Owner, Caller Member, Guid Call, Guid Turn)> RatedTurnAsync()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var owner = await node.CreateOrganizationAsync(database);
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        await database.ExecuteAsync("insert into payload_policy (org_id, mode) values ($1, 'full')", owner.OrganizationId);
        var turn = await node.AskAsync(member, "Who may use a zebra crossing first?");
        await node.WatchAsync(member, turn.TurnId);
        await node.Get<FeedbackService>().RateAsync(member, turn.AnswerId, -1, "That is not what I asked", Cancellation);
        var answer = await node.AnswerAsync(member, turn);
        await node.ShutDownAsync();
        return (owner, member, answer.Facts!.CallId, turn.TurnId);
    }
}
