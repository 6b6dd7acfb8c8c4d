using System.Net;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>Answers that are watched again under their <c>x-turn-id</c>, running or over, on this node or another.</summary>
public sealed class ResumeTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_ThatIsOver_IsReplayedFromAnyEventOnAnyNode(bool keyed)
    {
        var owner = await api.Site.AddOrganizationAsync();
        var key = (await api.IssueAsync(owner)).Secret;
        await using var node = api.StartNode();
        using var program = api.ProgramWith(key);
        using var there = api.ProgramWith(key, node.ClientOptions.BaseAddress);

        using var answer = await ApiSite.PostAsync(
            program, "/v1/chat/completions", ApiSite.Ask("One two three", stream: true), keyed ? [("Idempotency-Key", "replayed")] : []);
        var sent = EventsOf(await answer.Content.ReadAsStringAsync(Stopping));
        var turn = TurnOf(answer);
        var (status, here) = await EventsAsync(program, turn, 0);
        var (_, elsewhere) = await EventsAsync(there, turn, 2);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(sent.Select((one, index) => $"{one}\nid: {index + 1}"), here);
        Assert.Equal(here.Skip(2), elsewhere);
        Assert.StartsWith("data: [DONE]", here[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_IsReplayedToItsKeyAndItsCreatorOnly_AndAWholeAnswerIsNotKept()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var colleague = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Owner);
        using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        using var otherKey = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        var (_, stranger) = await api.NewProgramAsync();
        using var narrow = api.ProgramWith((await api.IssueAsync(owner, ApiKeyScope.Embeddings)).Secret);

        using var whole = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello"));
        Assert.False(whole.Headers.Contains("x-turn-id"));
        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("Hello", stream: true));
        var sent = EventsOf(await answer.Content.ReadAsStringAsync(Stopping));
        var turn = TurnOf(answer);

        Assert.Equal(sent.Count, (await EventsAsync(program, turn, 0)).Events.Count);
        Assert.Equal(sent.Count, (await EventsAsync((await api.SignInAsync(owner)).Http, turn, 0)).Events.Count);
        Assert.Equal(HttpStatusCode.NotFound, (await EventsAsync((await api.SignInAsync(colleague)).Http, turn, 0)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await EventsAsync(otherKey, turn, 0)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await EventsAsync(stranger, turn, 0)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await EventsAsync(narrow, turn, 0)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await EventsAsync(api.ProgramWith(null), turn, 0)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await EventsAsync(program, Guid.CreateVersion7(), 0)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_ThatRuns_IsWatchedFromAnotherNodeAsItComes(bool keyed)
    {
        var owner = await api.Site.AddOrganizationAsync();
        var key = (await api.IssueAsync(owner)).Secret;
        await using var node = api.StartNode();
        using var program = api.ProgramWith(key);
        using var there = api.ProgramWith(key, node.ClientOptions.BaseAddress);
        api.Emulator.Scripts.Add(new Script { PromptContains = "watched from afar", TokenCount = 40, ChunkDelayMs = 100 });

        using var answer = await ApiSite.PostAsync(
            program, "/v1/chat/completions", ApiSite.Ask("watched from afar", stream: true), keyed ? [("Idempotency-Key", "afar")] : []);
        var original = answer.Content.ReadAsStringAsync(Stopping);
        var (_, watched) = await EventsAsync(there, TurnOf(answer), 0, began => Assert.False(original.IsCompleted, $"the first event came after the end: {began}"));

        Assert.Equal(EventsOf(await original).Select((one, index) => $"{one}\nid: {index + 1}"), watched);
        Assert.True(watched.Count > 40, $"{watched.Count} events");
    }

    [Fact]
    public async Task Stream_ItsClientLeaves_EndsInAnErrorForWhoWatches_UnlessAnIdempotencyKeyKeepsIt()
    {
        var (_, program) = await api.NewProgramAsync();
        api.Emulator.Scripts.Add(new Script { PromptContains = "left alone", TokenCount = 30, ChunkDelayMs = 50, Times = 2 });
        var ends = new List<string>();
        foreach (var headers in new (string, string)[][] { [], [("Idempotency-Key", "left")] })
        {
            Guid turn;
            using (var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("left alone", stream: true), headers))
            {
                turn = TurnOf(answer);
                await using var body = await answer.Content.ReadAsStreamAsync(Stopping);
                await body.ReadExactlyAsync(new byte[100], Stopping);
            }

            ends.Add((await EventsAsync(program, turn, 0)).Events[^1]);
        }

        Assert.StartsWith("event: error\ndata: {\"error\":{\"message\":\"The answer was cut off", ends[0], StringComparison.Ordinal);
        Assert.StartsWith("data: [DONE]", ends[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OfAKeyRevokedMeanwhile_EndWithinFiveSeconds()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var watching = await api.IssueAsync(owner);
        using var program = api.ProgramWith(watching.Secret);
        api.Emulator.Scripts.Add(new Script { PromptContains = "revoked meanwhile", TokenCount = 400, ChunkDelayMs = 50 });
        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("revoked meanwhile", stream: true));
        var events = EventsAsync(program, TurnOf(answer), 0);

        await Task.Delay(500, Stopping);
        Assert.False(events.IsCompleted);
        await api.Database.ExecuteAsync("update api_key set revoked_at = now() where id = $1", watching.Id);

        Assert.DoesNotContain("[DONE]", string.Concat((await events.WaitAsync(TimeSpan.FromSeconds(5), Stopping)).Events), StringComparison.Ordinal);
    }

    private static Guid TurnOf(HttpResponseMessage answer) => Guid.Parse(answer.Headers.GetValues("x-turn-id").Single());

    private static List<string> EventsOf(string body) => [.. body.Split("\n\n").Where(one => one.Length > 0)];

    private static async Task<(HttpStatusCode Status, List<string> Events)> EventsAsync(HttpClient program, Guid turn, int after, Action<string>? first = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/turns/{turn}/events");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stopping);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Stopping));
        var line = await reader.ReadLineAsync(Stopping);
        first?.Invoke(line ?? "");
        return (answer.StatusCode, EventsOf(line + "\n" + await reader.ReadToEndAsync(Stopping)));
    }
}
