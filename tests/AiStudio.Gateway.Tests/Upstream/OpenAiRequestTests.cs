using System.Text.Json;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

/// <summary>What is known of OpenAI's request goes out as it came in.</summary>
public sealed class OpenAiRequestTests
{
    private static readonly JsonElement s_open = JsonElement.Parse("""{"type":"object"}""");
    private static readonly JsonElement s_closed = JsonElement.Parse("""{"type":"object","properties":{},"required":[],"additionalProperties":false}""");

    [Fact]
    public void Body_NamesDetailStrictnessAndOwnSettings_AreWritten()
    {
        using var json = Body(
            new(TestGateway.Call())
            {
                Tools = [new DeclaredFunction("f", null, s_open, strict: true), AIFunctionFactory.CreateDeclaration("g", "d", s_open)],
                Reasoning = new() { Effort = ReasoningEffort.Low },
                OpenAi = new() { ReasoningEffort = "minimal", Verbosity = "low", ServiceTier = "default" },
            },
            new(ChatRole.System, "s") { AuthorName = "boss" },
            new(ChatRole.User, [new TextContent("u"), ImageDetail.With(new UriContent("https://example.test/a.png", "image/*"), "low")]) { AuthorName = "ann" },
            new(ChatRole.Assistant, "a") { AuthorName = "bot" },
            new(ChatRole.User, "v"));

        var messages = json.RootElement.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["boss", "ann", "bot"], messages.Take(3).Select(message => message.GetProperty("name").GetString()));
        Assert.False(messages[3].TryGetProperty("name", out _));
        Assert.Equal("low", messages[1].GetProperty("content")[1].GetProperty("image_url").GetProperty("detail").GetString());
        var tools = json.RootElement.GetProperty("tools");
        Assert.True(tools[0].GetProperty("function").GetProperty("strict").GetBoolean());
        Assert.False(tools[1].GetProperty("function").TryGetProperty("strict", out _));
        Assert.Equal(("minimal", "low", "default"), (Text("reasoning_effort"), Text("verbosity"), Text("service_tier")));

        string? Text(string name) => json.RootElement.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, null)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    public void Body_StrictnessOfTheSchema_IsWhatWasSaidElseWhatCanBe(bool closed, bool? said, bool? sent)
    {
        using var json = Body(new(TestGateway.Call()) { ResponseFormat = ChatResponseFormat.ForJsonSchema(closed ? s_closed : s_open, "n"), OpenAi = said is null ? null : new() { StrictSchema = said } }, new ChatMessage(ChatRole.User, "u"));

        var schema = json.RootElement.GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal(sent, schema.TryGetProperty("strict", out var strict) ? strict.GetBoolean() : null);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", true, null, true)]
    [InlineData("https://mine.openai.azure.com/openai/v1", false, true, true)]
    [InlineData("https://api.openai.com/v1", true, false, false)]
    [InlineData("https://api.openai.com/v1", false, null, false)]
    [InlineData("https://vllm.example/v1", true, true, false)]
    public void Form_IsGuaranteed_ByOpenAiAloneAndForStrictSchemas(string url, bool closed, bool? said, bool guaranteed)
    {
        var candidate = TestGateway.Candidate("m");
        var call = TestGateway.Call();
        call.Served = candidate with { Connection = candidate.Connection with { BaseUrl = new Uri(url) } };
        var options = new GatewayChatOptions(call) { ResponseFormat = ChatResponseFormat.ForJsonSchema(closed ? s_closed : s_open, "n"), OpenAi = new() { StrictSchema = said } };

        Assert.Equal(guaranteed, AnswerForm.IsGuaranteed(call, options));
        Assert.True(AnswerForm.IsGuaranteed(call, new GatewayChatOptions(call)));
        Assert.False(AnswerForm.IsGuaranteed(TestGateway.Call(), options));
    }

    private static JsonDocument Body(GatewayChatOptions options, params ChatMessage[] messages) => JsonDocument.Parse(OpenAiRequest.Body(messages, options, stream: false));
}
