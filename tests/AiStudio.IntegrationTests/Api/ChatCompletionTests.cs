using System.Net;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Chat;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

public sealed class ChatCompletionTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whole_APlainQuestion_IsAnsweredMeteredAndExplained()
    {
        var (owner, program) = await api.NewProgramAsync();

        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json("""{"model":"balanced","messages":[{"role":"user","content":"Hello"}],"metadata":{"feature":"invoices"}}"""), Stopping);
        var text = await answer.Content.ReadAsStringAsync(Stopping);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("Echo: Hello", json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var call = Guid.Parse(answer.Headers.GetValues("x-aistudio-call-id").Single());
        Assert.Equal("invoices", await api.Database.ScalarAsync<string>("select feature from call where id = $1", call));
        Assert.Equal(owner.UserId, await api.Database.ScalarAsync<Guid>("select user_id from ledger_entry where call_id = $1", call));
        Assert.Equal(answer.Headers.GetValues("x-aistudio-cost-usd").Single(), await api.Database.ScalarAsync<string>("select trim_scale(cost_nano_usd / 1e9)::text from ledger_entry where call_id = $1", call));
    }

    [Fact]
    public async Task Assistant_IsAskedWithItsPromptAndPassages_AndNothingIsKept()
    {
        var (owner, program) = await api.NewProgramAsync();
        var slug = await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
        await api.Database.AddDocumentAsync(owner, "Hours.md", "The zeppelin hangar closes at nine.");
        // The question follows others, so it is made whole by a call of its own before it is searched for.
        api.Emulator.Scripts.Add(new Script { PromptContains = "zeppelin hangar", Text = "“The zeppelin hangar closes at nine” [1].", Times = 4 });
        var body = $$"""{"model":"assistant/{{slug}}","messages":[{"role":"user","content":"Earlier"},{"role":"assistant","content":"Yes"},{"role":"user","content":"When does the zeppelin hangar close?"}]}""";

        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(body), Stopping);
        var text = await answer.Content.ReadAsStringAsync(Stopping);
        using var streamed = await program.PostAsync("/v1/chat/completions", ApiSite.Json(body.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal)), Stopping);
        var chunks = await streamed.Content.ReadAsStringAsync(Stopping);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        var citation = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("citations")[0];
        Assert.Equal((1, "Hours.md", "The zeppelin hangar closes at nine"), (citation.GetProperty("number").GetInt32(), citation.GetProperty("document").GetString(), citation.GetProperty("quote").GetString()));
        Assert.True(citation.GetProperty("verified").GetBoolean());
        Assert.Contains("\"delta\":{\"citations\":[{\"number\":1,", chunks, StringComparison.Ordinal);
        var call = Guid.Parse(answer.Headers.GetValues("x-aistudio-call-id").Single());
        Assert.NotEqual(default, await api.Database.ScalarAsync<Guid>("select prompt_version_id from call where id = $1", call));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("select count(*) from conversation where org_id = $1", owner.OrganizationId));
        Assert.Contains($"\"assistant/{slug}\"", await program.GetStringAsync("/v1/models", Stopping), StringComparison.Ordinal);
        using var none = await program.PostAsync("/v1/chat/completions", ApiSite.Json("""{"model":"assistant/none","messages":[{"role":"user","content":"x"}]}"""), Stopping);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Assistant_AskedWithTags_ReadsOnlyThoseDocuments()
    {
        var (owner, program) = await api.NewProgramAsync();
        var slug = await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
        await api.Database.AddDocumentAsync(owner, "Old.md", "The zeppelin dock closes at eight.");
        var document = await api.Database.AddDocumentAsync(owner, "New.md", "The zeppelin dock closes at nine.");
        await api.Database.ExecuteAsync("update document set tags = array['hours'] where id = $1", document);
        string Body(string tags) => $$"""{"model":"assistant/{{slug}}","metadata":{"tags":"{{tags}}"},"messages":[{"role":"user","content":"When does the zeppelin dock close?"}]}""";

        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(Body("Hours, other")), Stopping);
        using var refused = await program.PostAsync("/v1/chat/completions", ApiSite.Json(Body(new string('a', 51))), Stopping);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (answer.StatusCode, refused.StatusCode));
        Assert.Equal("""New.md {"alsoTags": ["hours", "other"]}""", await api.Database.ScalarAsync<string>("""
            select string_agg(distinct d.name || ' ' || l.filter::text, '; ')
            from retrieval_log l cross join jsonb_array_elements(l.candidates) c join chunk k on k.id = (c ->> 'chunkId')::uuid join document d on d.id = k.document_id where l.org_id = $1
            """, owner.OrganizationId));
        Assert.Contains("metadata.tags", await refused.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fallbacks_OfTheRequest_AreAskedWhenNobodyElseAnswers_IfTheKeyMay()
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner, new NewApiKey("Two models", [ApiKeyScope.Chat], [ApiSite.Model, "local-extractive-1"], null))).Secret);
        api.Emulator.Scripts.Add(Script.Refuse(503) with { PromptContains = "fall back", Times = 20 });
        const string body = """{"model":"gpt-4.1-mini-2025-04-14","fallbacks":["local-extractive-1"],"messages":[{"role":"user","content":"fall back"}]}""";

        using var answered = await program.PostAsync("/v1/chat/completions", ApiSite.Json(body), Stopping);
        using var refused = await program.PostAsync("/v1/chat/completions", ApiSite.Json(body.Replace("local-extractive-1", "fast", StringComparison.Ordinal)), Stopping);

        Assert.Equal((HttpStatusCode.OK, "local-extractive-1"), (answered.StatusCode, answered.Headers.GetValues("x-aistudio-model").Single()));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Stream_ThatBreaksAfterTheFirstByte_EndsInAnErrorEventWithoutDone()
    {
        var (_, program) = await api.NewProgramAsync();
        api.Emulator.Scripts.Add(new Script { PromptContains = "break off", TokenCount = 20, Fault = new(FaultKind.Reset) { AfterChunks = 3 } });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = ApiSite.Json("""{"model":"balanced","stream":true,"messages":[{"role":"user","content":"break off"}]}""") };
        using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stopping);
        var (text, whole) = await ApiSite.ReadAsync(answer);

        Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, whole));
        Assert.Contains("event: error\ndata: {\"error\":{\"message\":", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }
}
