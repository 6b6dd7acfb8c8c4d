using System.Net;
using System.Text.Json;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>Chat completions that nobody waits for.</summary>
public sealed class BackgroundTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "respond-async, wait=10")]
    [InlineData(""","background":true""", null)]
    public async Task Asked_ForLater_AnswersAtOnceWithAJob_WhoseResultIsTheAnswer(string more, string? prefer)
    {
        var (owner, program) = await api.NewProgramAsync();

        using var accepted = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Later", stream: true, more: more), prefer is null ? [] : [("Prefer", prefer)]);
        var job = await JobOfAsync(accepted);
        var events = await EventsAsync(program, job);
        using var result = await program.GetAsync($"/api/jobs/{job}/result", Stopping);
        using var json = JsonDocument.Parse(await result.Content.ReadAsStringAsync(Stopping));

        Assert.Equal($"/api/jobs/{job}", accepted.Headers.Location!.ToString());
        Assert.Equal(["queued", "started", "stage", "succeeded"], events.Select(one => one.Event).Where(kind => kind != "progress"));
        Assert.Equal(["1", "2", "3", "4"], events.Where(one => one.Event != "progress").Select(one => one.Id));
        Assert.Equal("Echo: Later", json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(["succeeded"], (await EventsAsync(program, job, after: 3)).Select(one => one.Event));
        Assert.Equal("completed", await api.Database.ScalarAsync<string>(
            "select c.ending from call c join background_request r on r.org_id = c.org_id and r.call_id = c.id where r.org_id = $1 and c.api_key_id is not null", owner.OrganizationId));
        var (_, stranger) = await api.NewProgramAsync();
        foreach (var path in new[] { "events", "result" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/jobs/{job}/{path}", Stopping)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/jobs/{job}", Stopping)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await program.DeleteAsync($"/api/jobs/{job}", Stopping)).StatusCode);
    }

    [Fact]
    public async Task Asked_ForLater_MayBeAKnownAnswer_AndItsResultTellsWhatItCost()
    {
        var (_, program) = await api.NewProgramAsync();

        var told = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var accepted = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Known later"), ("Prefer", "respond-async"), ("x-aistudio-cache", "600"));
            var job = await JobOfAsync(accepted);
            await EventsAsync(program, job);
            using var result = await program.GetAsync($"/api/jobs/{job}/result", Stopping);
            told.Add(string.Join(' ', new[] { "cache", "attempts", "input-tokens", "model" }.Select(name => result.Headers.GetValues($"x-aistudio-{name}").Single())));
            Assert.Equal(i == 1, result.Headers.GetValues("x-aistudio-cost-usd").Single() == "0");
        }

        Assert.Equal([$"none 1 5 {ApiSite.Model}", $"exact 0 0 {ApiSite.Model}"], told);
    }

    [Fact]
    public async Task Asked_TwiceUnderOneIdempotencyKey_IsOneJob()
    {
        var (owner, program) = await api.NewProgramAsync();

        var jobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var accepted = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Once"), ("Prefer", "respond-async"), ("Idempotency-Key", "later"));
            return await JobOfAsync(accepted);
        }));

        Assert.Single(jobs.Distinct());
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from job where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task Providers_AllDown_TheJobWaitsAndThenAnswers()
    {
        var (_, program) = await api.NewProgramAsync();
        // Two tries a call: the first call finds nobody.
        api.Emulator.Scripts.Add(Script.Refuse(503) with { PromptContains = "when they are back", Times = 2 });

        using var accepted = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("when they are back"), ("Prefer", "respond-async"));
        var events = await EventsAsync(program, await JobOfAsync(accepted));

        Assert.Contains("waiting", events.Select(one => one.Event));
        Assert.Equal("succeeded", events[^1].Event);
    }

    [Fact]
    public async Task Request_ThatIsNotInOrder_IsRefusedAtOnce_AndOneTheProviderRefusesHasItsErrorAsResult()
    {
        var (owner, program) = await api.NewProgramAsync();
        api.Emulator.Scripts.Add(Script.Refuse(400) with { PromptContains = "refuse this later" });

        using var wrong = await ApiSite.PostAsync(program, "/v1/chat/completions", """{"model":"balanced","background":true}""");
        using var accepted = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("refuse this later", more: ""","background":true"""));
        var job = await JobOfAsync(accepted);
        await EventsAsync(program, job);
        using var result = await program.GetAsync($"/api/jobs/{job}/result", Stopping);

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, result.StatusCode);
        Assert.Contains("\"code\":\"provider_rejected_request\"", await result.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from background_request where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task Job_TakenBack_OrWhoseKeyIsRevoked_HasNoResultAndSpendsNoMore()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var (first, second) = (await api.IssueAsync(owner), await api.IssueAsync(owner));
        using var program = api.ProgramWith(first.Secret);
        using var other = api.ProgramWith(second.Secret);
        api.Emulator.Scripts.Add(new Script { PromptContains = "take it back", DelayMs = 20_000 });
        api.Emulator.Scripts.Add(Script.Refuse(503) with { PromptContains = "revoke it", Times = Script.Forever });

        using var slow = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("take it back"), ("Prefer", "respond-async"));
        using var waiting = await ApiSite.PostAsync(other, "/v1/chat/completions", ApiSite.Ask("revoke it"), ("Prefer", "respond-async"));
        var (taken, revoked) = (await JobOfAsync(slow), await JobOfAsync(waiting));
        await api.Database.ExecuteAsync("update api_key set revoked_at = now() where id = $1", second.Id);
        await Task.Delay(1_000, Stopping);
        using var running = await program.GetAsync($"/api/jobs/{taken}/result", Stopping);
        using var deleted = await program.DeleteAsync($"/api/jobs/{taken}", Stopping);

        Assert.Equal(["cancelled"], (await EventsAsync(program, taken)).Select(one => one.Event).TakeLast(1));
        Assert.Equal(["dead"], (await EventsAsync(program, revoked)).Select(one => one.Event).TakeLast(1));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.NoContent), (running.StatusCode, deleted.StatusCode));
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("select count(*) from activity_log where subject_id = $1 and actor_id = $2 and action = 'job.cancelled'", taken, owner.UserId));
        using var none = await program.GetAsync($"/api/jobs/{taken}/result", Stopping);
        using var why = await program.GetAsync($"/api/jobs/{revoked}/result", Stopping);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (none.StatusCode, why.StatusCode));
        Assert.Contains("The API key that asked for this has been revoked", await why.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    private static async Task<Guid> JobOfAsync(HttpResponseMessage accepted)
    {
        var text = await accepted.Content.ReadAsStringAsync(Stopping);
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("id").GetGuid();
    }

    private static async Task<List<(string Event, string? Id)>> EventsAsync(HttpClient program, Guid job, int after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job}/events");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var answer = await program.SendAsync(request, Stopping);
        var text = await answer.Content.ReadAsStringAsync(Stopping);
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => (Field(one, "event: ")!, Field(one, "id: ")))];
    }

    private static string? Field(string one, string name) => one.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
