using System.Net.ServerSentEvents;
using System.Text.Json;
using AiStudio.Features.Notifications;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Management;

public sealed class NotificationEventsTests(StudioSite site) : IClassFixture<StudioSite>
{
    private const string Address = "/api/notifications/events";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notifications_AreToldAsTheyCome_ToTheirPersonAlone()
    {
        var owner = await site.AddOrganizationAsync();
        var stranger = await Desk.OwnerAsync(site);
        var member = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.OrganizationId, Role.Member));
        // Whose scope is no other.
        var program = await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin);
        await TellAsync(owner, "before");
        await using var mine = await WatchAsync(program);
        await using var theirs = await WatchAsync(member);
        await using var strangers = await WatchAsync(stranger);
        Assert.Equal(["began", "began", "began"], [(await mine.NextAsync()).EventType, (await theirs.NextAsync()).EventType, (await strangers.NextAsync()).EventType]);

        await TellAsync(owner, "one");
        var one = await mine.NextAsync();
        // Whether the key still stands is asked every two seconds.
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        await TellAsync(owner, "two");
        await TellAsync(member.Caller, "theirs");
        await TellAsync(stranger.Caller, "elsewhere");

        Assert.Equal(("notification", "one", "/spend"), (one.EventType, TitleOf(one), JsonElement.Parse(one.Data).GetProperty("link").GetString()));
        Assert.Equal(["two", "theirs", "elsewhere"], [TitleOf(await mine.NextAsync()), TitleOf(await theirs.NextAsync()), TitleOf(await strangers.NextAsync())]);
    }

    [Fact]
    public async Task Stream_ThatIsResumed_GoesOnAfterTheEvent_WithWhatWasCommittedLate()
    {
        var owner = await site.AddOrganizationAsync();
        var program = await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin);
        var began = TimeProvider.System.GetUtcNow();
        string start, seen;
        await using (var first = await WatchAsync(program))
        {
            start = (await first.NextAsync()).EventId!;
            await TellAsync(owner, "one", began);
            Assert.Equal("one", TitleOf(await first.NextAsync()));
            await TellAsync(owner, "two", began.AddSeconds(2));
            seen = (await first.NextAsync()).EventId!;
        }

        // Made between the two, and committed after both.
        await TellAsync(owner, "late", began.AddSeconds(1));
        for (var n = 1; n <= NotificationService.PageSize + 2; n++)
            await TellAsync(owner, $"more {n}", began.AddMinutes(5).AddSeconds(n));
        await using var resumed = await WatchAsync(program, seen);
        await using var fromTheStart = await WatchAsync(program, start);

        var told = new List<string>();
        for (var n = 0; n < NotificationService.PageSize + 3; n++)
            told.Add(TitleOf(await resumed.NextAsync()));
        Assert.Equal(Enumerable.Range(1, NotificationService.PageSize + 2).Select(n => $"more {n}").Prepend("late"), told);
        Assert.Equal(["one", "late", "two"], [TitleOf(await fromTheStart.NextAsync()), TitleOf(await fromTheStart.NextAsync()), TitleOf(await fromTheStart.NextAsync())]);
        await TellAsync(owner, "last", began.AddMinutes(7));
        Assert.Equal("last", TitleOf(await resumed.NextAsync()));
    }

    [Fact]
    public async Task Client_ThatHangsUp_FreesItsPlace()
    {
        var owner = await Desk.OwnerAsync(site);
        var signals = site.Host.Services.GetRequiredService<NotificationSignals>();
        await using (var watched = await WatchAsync(owner))
        {
            await watched.NextAsync();
            Assert.Equal(1, signals.CountOf(owner.Caller.UserId));
        }

        await Eventually.FalseAsync(() => Task.FromResult(signals.CountOf(owner.Caller.UserId) > 0));
    }

    [Fact]
    public async Task Stream_WithoutRightsOrFromNowhere_IsRefused()
    {
        var owner = await site.AddOrganizationAsync();
        var program = await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin);
        var chats = await Desk.ProgramAsync(site, owner, ApiKeyScope.Chat);
        program.Http.DefaultRequestHeaders.Add("Last-Event-ID", "17");

        Assert.Equal((400, "event_id_invalid"), ((await program.GetAsync(Address)).Status, (await program.GetAsync(Address)).Code));
        Assert.Equal(403, (await chats.GetAsync(Address)).Status);
        Assert.Equal(401, (int)(await site.NewVisitor().Http.GetAsync(new Uri(Address, UriKind.Relative), Cancellation)).StatusCode);
    }

    private static string TitleOf(SseItem<string> item) => JsonElement.Parse(item.Data).GetProperty("title").GetString()!;

    private Task<int> TellAsync(Caller whom, string title, DateTimeOffset? at = null) => site.Database.ExecuteAsync("""
        with made as (insert into notification (org_id, id, owner_id, title, body, link) values ($1, $2, $3, $4, 'What it means.', '/spend') returning owner_id)
        select pg_notify('studio', 'notification ' || owner_id) from made
        """, whom.OrganizationId, Guid.CreateVersion7(at ?? TimeProvider.System.GetUtcNow()), whom.UserId, title);

    private static async Task<Watched> WatchAsync(Desk desk, string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var answer = await desk.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal((200, "text/event-stream"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return new Watched(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation));
    }

    private sealed record Watched(HttpResponseMessage Answer, IAsyncEnumerator<SseItem<string>> Events) : IAsyncDisposable
    {
        public async Task<SseItem<string>> NextAsync()
        {
            Assert.True(await Events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation), "The stream has ended.");
            return Events.Current;
        }

        // As a client that is gone.
        public ValueTask DisposeAsync()
        {
            Answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
