using System.Text.Json;
using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Admission;

/// <summary>What a provider cannot be asked for is refused by name, or somebody else is asked; it is never left out without a word.</summary>
public sealed class AbilitiesTests
{
    private static readonly RouteCandidate s_openAi = TestGateway.Candidate("o");
    private static readonly RouteCandidate s_anthropic = TestGateway.Candidate("a", ProviderKind.Anthropic);
    private static readonly RouteCandidate s_local = TestGateway.Candidate("l", ProviderKind.Local);

    private static readonly Dictionary<string, GatewayChatOptions> s_asked = new()
    {
        ["seed"] = new(TestGateway.Call()) { Seed = 0 },
        ["frequency_penalty"] = new(TestGateway.Call()) { FrequencyPenalty = 0.5f },
        ["presence_penalty"] = new(TestGateway.Call()) { PresencePenalty = -0.5f },
        ["logit_bias"] = new(TestGateway.Call()) { OpenAi = new() { LogitBias = JsonElement.Parse("""{"5":1}""") } },
        ["logprobs"] = new(TestGateway.Call()) { OpenAi = new() { Logprobs = true } },
        ["verbosity"] = new(TestGateway.Call()) { OpenAi = new() { Verbosity = "low" } },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Asked { get; } = [.. s_asked.Keys];

    [Theory]
    [MemberData(nameof(Asked))]
    public void Able_WhereNobodyCan_RefusesByName(string parameter)
    {
        var refusal = Assert.Throws<GatewayException>(() => Abilities.Able(new([s_anthropic]), s_asked[parameter]));

        Assert.Equal((GatewayErrors.ParameterUnsupported, parameter), (refusal.Error, refusal.Param));
        Assert.Equal([s_openAi], Abilities.Able(new([s_anthropic, s_openAi]), s_asked[parameter]).Candidates);
        Assert.Equal([s_anthropic], Abilities.Able(new([s_anthropic]), new GatewayChatOptions(TestGateway.Call()) { Seed = 1, LeavesOutUnsupported = true }).Candidates);
    }

    [Theory]
    [InlineData("seed", true)]
    [InlineData("presence_penalty", true)]
    [InlineData("logit_bias", false)]
    [InlineData("logprobs", false)]
    public void Able_OfTheLocalModel_IsWhatSamplingNeeds(string parameter, bool able) =>
        Assert.Equal(able ? null : GatewayErrors.ParameterUnsupported, (Record.Exception(() => Abilities.Able(new([s_local]), s_asked[parameter])) as GatewayException)?.Error);

    [Fact]
    public void Able_WhenNothingOfTheKindIsAsked_LeavesThePlan()
    {
        var plan = new RoutePlan([s_anthropic, s_local]);

        Assert.Same(plan, Abilities.Able(plan, new GatewayChatOptions(TestGateway.Call()) { FrequencyPenalty = 0, Temperature = 1, OpenAi = new() { ServiceTier = "auto", Verbosity = "medium" } }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logprobs_ComeWithTheAnswer_AndStayOutOfTheTrace(bool stream)
    {
        const string told = """{"content":[{"token":"Hi","logprob":-0.25,"bytes":[72,105],"top_logprobs":[]}],"refusal":null}""";
        var http = new ScriptedHttp(_ => stream
            ? ScriptedHttp.Events($$$"""
                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"logprobs":{{{told}}}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":""},"logprobs":{{{told}}}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}

                data: [DONE]


                """)
            : ScriptedHttp.Json($$$"""{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","logprobs":{{{told}}},"message":{"role":"assistant","content":"Hi"}}]}"""));
        await using var gateway = new TestGateway(http: http);
        gateway.Routes.Plans["balanced"] = new RoutePlan([s_openAi]);
        var options = new GatewayChatOptions(TestGateway.Call()) { OpenAi = new() { Logprobs = true, TopLogprobs = 0, LogitBias = JsonElement.Parse("""{"5":-1.50}""") } };
        ChatMessage[] messages = [new(ChatRole.User, "hi")];

        var heard = stream
            ? (await gateway.Chat.GetStreamingResponseAsync(messages, options, Token).ToListAsync(Token)).ConvertAll(update => update.AdditionalProperties)
            : [(await gateway.Chat.GetResponseAsync(messages, options, Token)).AdditionalProperties];

        Assert.Equal(Enumerable.Repeat(told, stream ? 2 : 1), heard.Select(properties => Logprobs.Of(properties)?.GetRawText()).OfType<string>());
        Assert.Contains("""
            "logit_bias":{"5":-1.50},"logprobs":true,"top_logprobs":0
            """, http.Requests.Single().Body, StringComparison.Ordinal);
        var trace = Assert.Single(gateway.Traces.Kept);
        Assert.DoesNotContain("logprob", JsonSerializer.Serialize(trace.Answer, AIJsonUtilities.DefaultOptions), StringComparison.Ordinal);
    }
}
