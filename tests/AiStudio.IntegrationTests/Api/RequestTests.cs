using System.Net;
using System.Text;
using System.Text.Json;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>What comes in: forms, sizes, and what no honest program sends.</summary>
public sealed class RequestTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}]}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"model":"balanced","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"model":"balanced","messages":[{"role":"assistant"}]}""", "messages[0].content")]
    [InlineData("""{"model":"balanced","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{}}}]}]}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"model":"balanced","messages":{}}""", "messages")]
    [InlineData("""{"model":7,"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"temperature":3}""", "temperature")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"max_tokens":1e999}""", "max_tokens")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"stop":["a","b","c","d","e"]}""", "stop")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"logit_bias":{"50256":-101}}""", "logit_bias")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"logit_bias":{"\ud800":1}}""", "logit_bias")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"top_logprobs":2}""", "top_logprobs")]
    [InlineData("""{"model":"local-extractive-1","messages":[{"role":"user","content":"x"}],"logit_bias":{"50256":-100}}""", "logit_bias")]
    [InlineData("""{"model":"local-extractive-1","messages":[{"role":"user","content":"x"}],"logprobs":true}""", "logprobs")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"modalities":["audio"]}""", "modalities")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"prediction":{"type":"content","content":"x"}}""", "prediction")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"service_tier":"priority"}""", "service_tier")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"verbosity":"chatty"}""", "verbosity")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.test/a.png","detail":"closely"}}]}]}""", "messages[0].content[0].image_url.detail")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"metadata":{"feature":"Not A Tag"}}""", "metadata.feature")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"tools":[{"type":"custom"}]}""", "tools[0].type")]
    [InlineData("""{"model":"balanced","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a b"}}]}""", "tools[0].function.name")]
    public async Task Chat_WithSomethingWrong_NamesIt(string body, string param)
    {
        var (_, program) = await api.NewProgramAsync();
        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(body), Stopping);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stopping));

        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.StatusCode, json.RootElement.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task ThousandsOfMalformedBodies_AreNever5xx()
    {
        var (_, program) = await api.NewProgramAsync();
        var random = new Random(20_260_401);
        var good = """{"model":"none","stream":false,"messages":[{"role":"user","content":[{"type":"text","text":"a"}],"name":"b"},{"role":"assistant","tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"{}"}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"tool_choice":"auto","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}},"stop":["x"],"metadata":{"feature":"f"},"stream_options":{},"temperature":1,"n":1,"user":"u","input":"t"}"""u8.ToArray();
        string[] values = ["null", "true", "-1", "1e400", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[[]]]", "{\"a\":{}}", "[null]", "\"x\"", "{\"\\ud800\":1}"];
        foreach (var _ in Enumerable.Range(0, 2_000))
        {
            var body = random.Next(3) switch
            {
                0 => Scrambled(good, random),
                1 => good[..random.Next(good.Length)],
                _ => Encoding.UTF8.GetBytes(Replaced(Encoding.UTF8.GetString(good), values[random.Next(values.Length)], random)),
            };
            using var content = new ByteArrayContent(body);
            using var answer = await program.PostAsync(random.Next(4) == 0 ? "/v1/embeddings" : "/v1/chat/completions", content, Stopping);
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{answer.StatusCode} for {Convert.ToBase64String(body)}");
        }
    }

    [Fact]
    public async Task DeepJson_IsRefused()
    {
        var (_, program) = await api.NewProgramAsync();
        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(new string('[', 100_000)), Stopping);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task BodyLargerThanTheLimit_IsRefusedWithItsStatus()
    {
        await using var node = api.StartNode(("Api:MaxBodyBytes", "2048"));
        using var program = api.ProgramWith((await api.IssueAsync(await api.Site.AddOrganizationAsync())).Secret, node.ClientOptions.BaseAddress);
        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(new string(' ', 3_000)), Stopping);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, true), (answer.StatusCode, (await answer.Content.ReadAsStringAsync(Stopping)).Contains("request_too_large", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CompressedBody_IsRefusedByName()
    {
        var (_, program) = await api.NewProgramAsync();
        using var content = new ByteArrayContent([31, 139, 8, 0]);
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await program.PostAsync("/v1/chat/completions", content, Stopping);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("a\tb")]
    [InlineData("much too long")]
    public async Task RequestId_ThatIsNoPlainWord_IsReplaced(string id)
    {
        var (_, program) = await api.NewProgramAsync();
        program.DefaultRequestHeaders.Add("x-request-id", id == "much too long" ? new string('x', 129) : id);
        using var answer = await program.GetAsync("/v1/models", Stopping);
        Assert.StartsWith("req_", answer.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_GetsWhatWasAsked()
    {
        var (_, program) = await api.NewProgramAsync();
        api.Emulator.Scripts.Add(new Script { PromptContains = "pass it on", Text = "Done." });
        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json("""
            {"model":"balanced","messages":[{"role":"developer","content":"D"},{"role":"user","content":"pass it on","name":"ann"}],"verbosity":"low","service_tier":"auto","reasoning_effort":"minimal","temperature":0.5,"top_p":0.25,"stop":"END","frequency_penalty":0.5,"presence_penalty":-0.5,
             "max_completion_tokens":77,"response_format":{"type":"text"},"tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":{"type":"object"}}}],"tool_choice":"required","parallel_tool_calls":false}
            """), Stopping);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var sent = JsonDocument.Parse(api.Emulator.Bill.Rows.Last(row => row.RequestBody?.Contains("pass it on", StringComparison.Ordinal) == true).RequestBody!);
        var root = sent.RootElement;
        Assert.Equal(["system", "user"], root.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(("required", false, "f", 77), (root.GetProperty("tool_choice").GetString(), root.GetProperty("parallel_tool_calls").GetBoolean(), root.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString(), root.GetProperty("max_completion_tokens").GetInt32()));
        Assert.Equal(("ann", "low", "auto", "minimal", true), (root.GetProperty("messages")[1].GetProperty("name").GetString(), root.GetProperty("verbosity").GetString(), root.GetProperty("service_tier").GetString(), root.GetProperty("reasoning_effort").GetString(), root.GetProperty("tools")[0].GetProperty("function").GetProperty("strict").GetBoolean()));
        Assert.Equal(("0.5", "0.25", "0.5", "-0.5", "END"), (root.GetProperty("temperature").GetRawText(), root.GetProperty("top_p").GetRawText(), root.GetProperty("frequency_penalty").GetRawText(), root.GetProperty("presence_penalty").GetRawText(), root.GetProperty("stop")[0].GetString()));
    }

    private static byte[] Scrambled(byte[] good, Random random)
    {
        var body = good.ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return body;
    }

    // Some value of the document, whichever stands after a random colon, becomes another.
    private static string Replaced(string good, string value, Random random)
    {
        using var document = JsonDocument.Parse(good);
        var members = document.RootElement.EnumerateObject().ToList();
        var chosen = members[random.Next(members.Count)];
        return "{" + string.Join(',', members.Select(member => $"{JsonSerializer.Serialize(member.Name)}:{(member.Name == chosen.Name ? value : member.Value.GetRawText())}")) + "}";
    }
}
