using System.Net;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>A turn of a chat over plain HTTP: server-sent events that a browser resumes by itself.</summary>
public sealed class TurnEventsTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_OverHttp_ResumeAfterTheLastOneSeen_ForTheirOwnerAndKeysOfTheirs()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var colleague = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Owner);
        var (browser, other) = (await api.SignInAsync(owner), await api.SignInAsync(colleague));
        using var program = api.ProgramWith((await api.IssueAsync(owner, ApiKeyScope.Chat)).Secret);
        using var narrow = api.ProgramWith((await api.IssueAsync(owner, ApiKeyScope.Knowledge)).Secret);
        var turn = await AskAsync(browser.Http, "One?");

        var (_, all) = await EventsAsync(browser.Http, turn);
        var (status, rest) = await EventsAsync(program, turn, after: 1);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Numbers(all).Skip(1), Numbers(rest));
        Assert.Contains("event: finished", rest, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"complete\"", rest, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await EventsAsync(other.Http, turn)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await EventsAsync(narrow, turn)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await EventsAsync(api.ProgramWith(null), turn)).Status);
    }

    [Fact]
    public async Task Events_OfSomebodyDisabledMeanwhile_EndWithinFiveSeconds()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var browser = await api.SignInAsync(member);
        api.Emulator.Scripts.Add(new Script { PromptContains = "disabled meanwhile", TokenCount = 400, ChunkDelayMs = 50 });
        var events = EventsAsync(browser.Http, await AskAsync(browser.Http, "disabled meanwhile"));

        await Task.Delay(TimeSpan.FromSeconds(3), Stopping);
        Assert.False(events.IsCompleted);
        await api.Database.ExecuteAsync("update membership set disabled_at = now() where user_id = $1", member.UserId);

        Assert.DoesNotContain("event: finished", (await events.WaitAsync(TimeSpan.FromSeconds(5), Stopping)).Body, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Numbers(string body) => body.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal));

    private static async Task<Guid> AskAsync(HttpClient browser, string text)
    {
        using var answer = await ApiSite.PostAsync(browser, "/api/turns", JsonSerializer.Serialize(new { text }));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return Guid.Parse(answer.Headers.GetValues("x-turn-id").Single());
    }

    private static async Task<(HttpStatusCode Status, string Body)> EventsAsync(HttpClient watcher, Guid turn, int after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/turns/{turn}/events");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var answer = await watcher.SendAsync(request, Stopping);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stopping));
    }
}
