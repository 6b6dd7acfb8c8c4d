using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>The main shapes of <c>/v1</c>, byte for byte. Only ids and times are made equal first. What changes here changes for every program.</summary>
public sealed partial class GoldenTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static readonly Script s_weather = new() { ToolCalls = [new("weather", """{"city":"Ulm"}"""), new("time", "{}")], PromptContains = "golden tools" };

    [Theory]
    [InlineData("chat-whole", """{"model":"balanced","messages":[{"role":"user","content":"Grüße 👋 \"quoted\""}]}""")]
    [InlineData("chat-stream", """{"model":"balanced","stream":true,"messages":[{"role":"user","content":"Grüße 👋"}]}""")]
    [InlineData("chat-stream-usage", """{"model":"balanced","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("chat-stream-limit", """{"model":"balanced","stream":true,"max_tokens":2,"messages":[{"role":"user","content":"one two three four"}]}""")]
    [InlineData("error-missing-model", """{"messages":[]}""")]
    [InlineData("error-unknown-model", """{"model":"nothing","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("error-wrong-type", """{"model":"balanced","temperature":"warm","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("chat-choices", """{"model":"balanced","n":3,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("chat-choices-stream", """{"model":"balanced","n":2,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("chat-choices-stream-usage", """{"model":"balanced","n":2,"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("error-nine-answers", """{"model":"balanced","n":9,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("error-json", """{"model":""")]
    public Task Chat_Answers_AsTheGoldenFile(string name, string request) => CheckAsync(name, HttpMethod.Post, "/v1/chat/completions", request);

    [Theory]
    [InlineData("chat-tools", false, false)]
    [InlineData("chat-tools-stream", true, false)]
    [InlineData("chat-tools-broken", false, true)]
    [InlineData("chat-tools-broken-stream", true, true)]
    public Task Tools_Answer_AsTheGoldenFile(string name, bool stream, bool broken)
    {
        api.Emulator.Scripts.Add(broken ? s_weather with { ToolCalls = [new("weather", "{\"city\":\"Ulm")] } : s_weather);
        return CheckAsync(name, HttpMethod.Post, "/v1/chat/completions", $$$"""
            {"model":"balanced","stream":{{{(stream ? "true" : "false")}}},"messages":[{"role":"user","content":"golden tools"}],
             "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"} } } } },
                      {"type":"function","function":{"name":"time"}}]}
            """);
    }

    [Theory]
    [InlineData("chat-refusal", false)]
    [InlineData("chat-refusal-stream", true)]
    public Task Refusal_OfAStructuredAnswer_AsTheGoldenFile(string name, bool stream)
    {
        api.Emulator.Scripts.Add(new Script
        {
            PromptContains = "golden refusal",
            ContentType = stream ? "text/event-stream" : "application/json",
            Body = stream
                ? """
                    data: {"id":"c","model":"gpt-4.1-mini-2025-04-14","choices":[{"index":0,"delta":{"role":"assistant","refusal":"I cannot "}}]}

                    data: {"id":"c","model":"gpt-4.1-mini-2025-04-14","choices":[{"index":0,"delta":{"refusal":"help."}}]}

                    data: {"id":"c","model":"gpt-4.1-mini-2025-04-14","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                    data: {"id":"c","model":"gpt-4.1-mini-2025-04-14","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}

                    data: [DONE]


                    """
                : """{"id":"c","model":"gpt-4.1-mini-2025-04-14","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":null,"refusal":"I cannot help."}}],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}""",
        });
        return CheckAsync(name, HttpMethod.Post, "/v1/chat/completions", $$$"""
            {"model":"balanced","stream":{{{(stream ? "true" : "false")}}},"messages":[{"role":"user","content":"golden refusal"}],
             "response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"} },"required":["a"],"additionalProperties":false} } } }
            """);
    }

    [Fact]
    public Task Stream_ThatBreaks_AnswersAsTheGoldenFile()
    {
        api.Emulator.Scripts.Add(new Script { PromptContains = "golden break", Tokens = ["It ", "breaks ", "here"], Fault = new(FaultKind.Reset) { AfterChunks = 2 } });
        return CheckAsync("chat-stream-broken", HttpMethod.Post, "/v1/chat/completions", """{"model":"balanced","stream":true,"messages":[{"role":"user","content":"golden break"}]}""");
    }

    [Theory]
    [InlineData("embeddings", """{"model":"emulator-embedding-1","input":["one","two words"],"encoding_format":"float"}""")]
    [InlineData("embeddings-base64", """{"model":"emulator-embedding-1","input":"one","encoding_format":"base64"}""")]
    [InlineData("embeddings-tokens", """{"model":"emulator-embedding-1","input":[[1,2,3],[4]],"encoding_format":"float"}""")]
    [InlineData("error-embedding-tokens", """{"model":"local-hash-1","input":[1,2,3]}""")]
    public Task Embeddings_Answer_AsTheGoldenFile(string name, string request) => CheckAsync(name, HttpMethod.Post, "/v1/embeddings", request);

    [Theory]
    [InlineData("models-one", "/v1/models/" + ApiSite.Model)]
    [InlineData("error-models-none", "/v1/models/nothing/at/all")]
    [InlineData("error-unknown-url", "/v1/completions")]
    public Task Get_Answers_AsTheGoldenFile(string name, string path) => CheckAsync(name, HttpMethod.Get, path, null);

    [Fact]
    public Task NoKey_AnswersAsTheGoldenFile() => CheckAsync("error-key", HttpMethod.Get, "/v1/models", null, api.ProgramWith(null));

    private async Task CheckAsync(string name, HttpMethod method, string path, string? body, HttpClient? program = null, [CallerFilePath] string here = "")
    {
        program ??= (await api.NewProgramAsync()).Program;
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : ApiSite.Json(body) };
        request.Headers.Add("x-request-id", "golden-1");
        using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var (text, _) = await ApiSite.ReadAsync(answer);
        var told = $"""
            {(int)answer.StatusCode}
            content-type: {answer.Content.Headers.ContentType}
            x-request-id: {string.Join(',', answer.Headers.GetValues("x-request-id"))}
            cache-control: {answer.Headers.CacheControl}

            {ToolCallId().Replace(Created().Replace(CompletionId().Replace(ByChoice(text), "chatcmpl-ID"), "\"created\":0"), "call_ID_")}
            """;

        var golden = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".txt");
        if (!File.Exists(golden))
        {
            await File.WriteAllTextAsync(golden, told + "\n", TestContext.Current.CancellationToken);
            Assert.Fail($"{golden} was missing and has been written: read it, and keep it if it is right.");
        }

        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), told + "\n");
    }

    // Answers come side by side: only the order within each is told.
    private static string ByChoice(string text) => text.StartsWith("data: ", StringComparison.Ordinal)
        ? string.Join("\n\n", text.Split("\n\n").OrderBy(one => Choice().Match(one) is { Success: true } choice ? choice.Groups[1].Value : "none", StringComparer.Ordinal))
        : text;

    [GeneratedRegex("\"choices\":\\[{\"index\":([0-9])")]
    private static partial Regex Choice();

    [GeneratedRegex("chatcmpl-[0-9a-f]{32}")]
    private static partial Regex CompletionId();

    [GeneratedRegex("call_[0-9]+_")]
    private static partial Regex ToolCallId();

    [GeneratedRegex("\"created\":[0-9]+")]
    private static partial Regex Created();
}
