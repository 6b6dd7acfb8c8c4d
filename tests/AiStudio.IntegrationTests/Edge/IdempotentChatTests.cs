using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Api;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>Keys over the real path of a call: one call at the provider, one in the ledger, the same answer to all.</summary>
public sealed class IdempotentChatTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_ManyTimesUnderEachKeyOnTwoNodes_IsBilledOncePerKey(bool stream)
    {
        const int keys = 20;
        const int times = 8;
        await using var other = api.StartNode();
        var owner = await api.Site.AddOrganizationAsync();
        var key = await api.IssueAsync(owner, ApiKeyScope.Chat);
        using var here = api.ProgramWith(key.Secret);
        using var there = api.ProgramWith(key.Secret, other.ClientOptions.BaseAddress);
        var billed = api.Emulator.Bill.Rows.Count;

        var answers = await Task.WhenAll(Enumerable.Range(0, keys * times).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
            {
                Content = ApiSite.Json($$"""{"model":"{{ApiSite.Model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Number {{i % keys}}"}]}"""),
            };
            request.Headers.Add("Idempotency-Key", $"chat-{stream}-{i % keys}");
            using var answer = await (i / keys % 2 == 0 ? here : there).SendAsync(request, Cancellation);
            return (Key: i % keys, Status: (int)answer.StatusCode, Call: answer.Headers.GetValues("x-aistudio-call-id").Single(), Body: await answer.Content.ReadAsStringAsync(Cancellation));
        }));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(keys, answers.Distinct().Count());
        Assert.Equal(keys, (await api.Emulator.Bill.SettledAsync(billed + keys, Cancellation)).Count - billed);
        Assert.Equal(keys, await api.Database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1", owner.OrganizationId));
        Assert.Equal(keys, await api.Database.ScalarAsync<long>(
            "select count(*) from idempotency_record r join ledger_entry e on e.org_id = r.org_id and e.call_id = r.id where r.org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task Refusal_OfTheGateway_IsKeptOrFreesTheKey_AsItsStatusSays()
    {
        var (_, program) = await api.NewProgramAsync();
        using var sending = program;
        var bodies = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = ApiSite.Json("""{"model":"no-such-model","messages":[{"role":"user","content":"x"}]}""") };
            request.Headers.Add("Idempotency-Key", "refused");
            using var answer = await program.SendAsync(request, Cancellation);
            Assert.Equal(404, (int)answer.StatusCode);
            Assert.False(answer.Headers.Contains("Idempotent-Replayed"));
            Assert.Contains("x-ratelimit-remaining-tokens", answer.Headers.Select(header => header.Key));
            bodies.Add(await answer.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Contains("\"code\":\"model_not_found\"", bodies[0], StringComparison.Ordinal);
    }
}
