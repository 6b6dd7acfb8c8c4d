using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Tests.ResponseCache;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

public sealed class ModelRefusalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_IsTextWithAMark_AndIsNotGivenAgain(bool stream)
    {
        var http = new ScriptedHttp(_ => stream
            ? ScriptedHttp.Events("""
                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":"I cannot\u0000 "}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"refusal":"help."}}]}

                data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]


                """)
            : ScriptedHttp.Json("""{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":null,"refusal":"I cannot\u0000 help."}}]}"""));
        await using var gateway = new TestGateway(http: http);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("m-1")]);
        var asked = new CachedCall();

        var (_, heard) = await asked.AskAsync(gateway, stream);
        await asked.AskAsync(gateway, stream);

        Assert.Equal(("I cannot help.", ChatFinishReason.Stop, true), (heard.Text, heard.FinishReason, ModelRefusal.IsIn(heard)));
        Assert.Equal(2, http.Requests.Count);
    }
}
