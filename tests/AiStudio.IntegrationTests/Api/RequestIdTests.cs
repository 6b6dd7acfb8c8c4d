using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;

namespace AiStudio.IntegrationTests.Api;

/// <summary>What a program is told its request is called, an admin finds its calls by.</summary>
public sealed class RequestIdTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const string Embedding = $$"""{"model":"{{ApiSite.EmbeddingModel}}","input":"Hi"}""";

    [Fact]
    public async Task Traces_OfARequest_AreFoundByWhatItIsCalled_ByUsOrByItsClient()
    {
        var (owner, program) = await api.NewProgramAsync();
        using var admin = api.ProgramWith((await api.IssueAsync(owner, ApiKeyScope.Admin)).Secret);
        const string Joined = "4bf92f3577b34da6a3ce929d0e0e4736";

        var ours = await AskAsync(program, ApiSite.Ask("One"));
        var joined = await AskAsync(program, ApiSite.Ask("Two"), ("traceparent", $"00-{Joined}-00f067aa0ba902b7-01"));
        var own = await AskAsync(program, ApiSite.Ask("Three"), ("x-request-id", "order:4711"));
        var shared = await AskAsync(program, ApiSite.Ask("Four"), ("x-request-id", "order:4711"));
        var embedding = await AskAsync(program, Embedding, ("x-request-id", "embed-1"));

        Assert.StartsWith("req_", ours.Request, StringComparison.Ordinal);
        Assert.StartsWith($"req_{Joined}", joined.Request, StringComparison.Ordinal);
        Assert.NotEqual($"req_{Joined}", joined.Request);
        Assert.Equal([ours.Call], await FoundAsync(admin, ours.Request));
        Assert.Equal([joined.Call], await FoundAsync(admin, joined.Request));
        // What clients call their requests is written behind the calls.
        await Eventually.FalseAsync(async () => (await FoundAsync(admin, own.Request)).Count < 2 || (await FoundAsync(admin, embedding.Request)).Count == 0);
        Assert.Equal(new[] { own.Call, shared.Call }.Order(), (await FoundAsync(admin, "order:4711")).Order());
        Assert.Equal([embedding.Call], await FoundAsync(admin, embedding.Request));
        Assert.Empty(await FoundAsync(admin, "order:4712"));
        var (_, stranger) = await api.NewProgramAsync(ApiKeyScope.Admin);
        Assert.Empty(await FoundAsync(stranger, "order:4711"));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("select count(*) from decision where record::text like '%4711%'"));
    }

    private static async Task<(string Request, Guid Call)> AskAsync(HttpClient program, string json, params (string Name, string Value)[] headers)
    {
        using var answer = await ApiSite.PostAsync(program, json == Embedding ? "/v1/embeddings" : "/v1/chat/completions", json, headers);
        Assert.True(answer.IsSuccessStatusCode, (await ApiSite.ReadAsync(answer)).Text);
        await ApiSite.ReadAsync(answer);
        return (answer.Headers.GetValues("x-request-id").Single(), Guid.Parse(answer.Headers.GetValues("x-aistudio-call-id").Single()));
    }

    private static async Task<List<Guid>> FoundAsync(HttpClient admin, string id)
    {
        using var page = JsonDocument.Parse(await admin.GetStringAsync($"/api/traces?q={id}", TestContext.Current.CancellationToken));
        return [.. page.RootElement.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];
    }
}
