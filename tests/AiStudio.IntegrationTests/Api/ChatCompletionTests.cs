using System.Net;
using System.Text.Json;
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
