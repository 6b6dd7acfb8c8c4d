using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using AiStudio.Gateway.Upstream.Local;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests;

public sealed class EmbeddingPipelineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embeddings_OfTexts_AreHeldSettledAndRecorded()
    {
        await using var gateway = new TestGateway();
        var call = TestGateway.Call();

        var vectors = await EmbedAsync(gateway, call, "one", "two");

        Assert.Equal(2, vectors.Count);
        Assert.Equal(7_000, Assert.Single(gateway.Ledger.Settlements).CostNanoUsd);
        Assert.True(Assert.Single(gateway.Ledger.Holds).AmountNanoUsd >= 7_000);
        Assert.Equal((CallEnding.Completed, false), (Assert.Single(gateway.Log.Records).Ending, gateway.Log.Records.First().Streamed));
    }

    [Fact]
    public async Task Embeddings_BeyondABudget_AreRefused()
    {
        await using var gateway = new TestGateway();
        gateway.Ledger.Decide = _ => new(null, new BudgetRefusal("b", 1, 1, 0, gateway.Time.GetUtcNow()));

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => EmbedAsync(gateway, TestGateway.Call(), "one"));

        Assert.Same(GatewayErrors.BudgetExhausted, refusal.Error);
    }

    [Fact]
    public async Task Embeddings_OfAFailingProvider_AreNotTakenFromAnotherModel()
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("a"), TestGateway.Candidate("b"), TestGateway.Candidate("a")]);
        gateway.Embedder.Answer = _ => Task.FromException<GeneratedEmbeddings<Embedding<float>>>(new HttpRequestException("down"));
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => EmbedAsync(gateway, call, "one"));

        Assert.Equal(["a", "a"], call.Attempts.Select(attempt => attempt.ModelId));
    }

    [Fact]
    public async Task Embeddings_OfAnotherNumberThanAsked_AreGarbled()
    {
        await using var gateway = new TestGateway();
        gateway.Embedder.Answer = _ => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>());

        var failure = await Assert.ThrowsAsync<GatewayException>(() => EmbedAsync(gateway, TestGateway.Call(), "one"));

        Assert.Same(GatewayErrors.ProviderGarbled, failure.Error);
    }

    [Fact]
    public async Task Embeddings_ThroughOpenAi_KeepTheirOrder()
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Json("""
            {"object":"list","model":"e","data":[{"object":"embedding","index":1,"embedding":[0.0,1.0]},{"object":"embedding","index":0,"embedding":[1.0,0.0]}],"usage":{"prompt_tokens":4,"total_tokens":4}}
            """));
        await using var gateway = new TestGateway(http: http);
        var call = TestGateway.Call();

        var vectors = await EmbedAsync(gateway, call, "one", "two");

        Assert.Equal([1f, 0f], vectors[0].Vector.ToArray());
        Assert.Equal(new TokenUsage { InputTokens = 4, OutputTokens = 0 }, call.Usage);
        Assert.EndsWith("/v1/embeddings", http.Requests.Single().Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_OfTokens_GoToWhoTakesThem_AndToNobodyElse()
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Json("""
            {"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[1.0]},{"object":"embedding","index":1,"embedding":[0.0]}],"usage":{"prompt_tokens":4,"total_tokens":4}}
            """));
        await using var gateway = new TestGateway(http: http);
        var local = TestGateway.Candidate(LocalModels.Embedding, ProviderKind.Local);
        gateway.Routes.Plans["balanced"] = new RoutePlan([local, TestGateway.Candidate("e")]);
        gateway.Routes.Plans["offline"] = new RoutePlan([local]);
        var embedder = gateway.Get<IEmbeddingGenerator<string, Embedding<float>>>();

        var vectors = await embedder.GenerateAsync([], Tokens("balanced"), Token);
        var refusal = await Assert.ThrowsAsync<GatewayException>(() => embedder.GenerateAsync([], Tokens("offline"), Token));

        Assert.Equal(2, vectors.Count);
        Assert.Contains("\"input\":[[1,2,3],[4]]", http.Requests.Single().Body.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(4 * 1_000_000_000L / 1_000_000, Assert.Single(gateway.Ledger.Holds).AmountNanoUsd);
        Assert.Equal((GatewayErrors.ParameterUnsupported, "input"), (refusal.Error, refusal.Param));

        static GatewayEmbeddingOptions Tokens(string model) => new(TestGateway.Call(model)) { Tokens = [new[] { 1, 2, 3 }, new[] { 4 }] };
    }

    [Fact]
    public async Task Offline_ChatAndEmbeddings_WorkThroughThePipeline()
    {
        await using var gateway = new TestGateway(offline: true);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate(LocalModels.Chat, ProviderKind.Local, TestGateway.Price(0, 0))]);

        var heard = await gateway.AskAsync(TestGateway.Call(), stream: true, text: "Who are you?", cancellationToken: Token);
        var vectors = await EmbedAsync(gateway, TestGateway.Call(), "text");

        Assert.Equal(Composition.Identity, heard.Text);
        Assert.Equal(LocalModels.EmbeddingDimensions, vectors[0].Vector.Length);
        Assert.All(gateway.Ledger.Settlements, settlement => Assert.True(settlement is { CostNanoUsd: 0, Usage.Estimated: false }));
    }

    private static Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(TestGateway gateway, GatewayCall call, params string[] texts) =>
        gateway.Get<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(texts, new GatewayEmbeddingOptions(call), Token);
}
