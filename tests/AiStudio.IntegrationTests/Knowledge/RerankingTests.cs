using System.Security.Cryptography;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Features.Models;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Http;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class RerankingTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Question = "When does the canteen open?";

    private static readonly SecretBox s_box = new(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rerank-v3.5", "documents")]
    [InlineData(null, "texts")]
    public async Task Search_WithAnEndpoint_TakesItsOrderAndGivesOnAsManyAsAreKept(string? model, string texts)
    {
        await using var server = await RerankServer.StartAsync();
        server.Wants = "Sundays";
        await using var bench = await OpenAsync();
        await bench.SetAsync(await EndpointAsync(bench, server, model));

        var found = await bench.SearchAsync(Question, topK: 10);

        Assert.Equal("sunday.md", found.Passages[0].Document);
        Assert.Equal(2, found.Passages.Count);
        Assert.Equal((model ?? "endpoint", null, 0.9), (found.RerankedBy, found.Note, found.Candidates[0].Reranked));
        Assert.Equal(("/v2/rerank", "Bearer sk-rerank"), (server.Path, server.Authorization));
        Assert.Equal(Question, server.Asked.GetProperty("query").GetString());
        Assert.Equal(found.Candidates.Count, server.Asked.GetProperty(texts).GetArrayLength());
        Assert.Equal(model, server.Asked.TryGetProperty("model", out var named) ? named.GetString() : null);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("garbled")]
    [InlineData("foreign index")]
    [InlineData("broken off")]
    public async Task Search_WithAnEndpointThatFails_KeepsTheLocalOrderAndLogsWhy(string how)
    {
        await using var server = await RerankServer.StartAsync();
        await using var bench = await OpenAsync();
        var local = await bench.SearchAsync(Question, topK: 10);
        await bench.SetAsync(await EndpointAsync(bench, server, "rerank-v3.5"));
        server.Instead = context => how switch
        {
            "refused" => Task.FromResult(context.Response.StatusCode = 503),
            "garbled" => context.Response.WriteAsync("<html>sign in</html>", Cancellation),
            "foreign index" => context.Response.WriteAsync("""{"results":[{"index":99,"relevance_score":1}]}""", Cancellation),
            _ => Task.Run(context.Abort, Cancellation),
        };

        var gathered = await bench.GatherAsync(Question, topK: 10);

        Assert.Equal(local.Passages.Select(passage => passage.ChunkId), gathered.Found.Passages.Select(passage => passage.ChunkId));
        Assert.Null(gathered.Found.RerankedBy);
        Assert.EndsWith("The local order was used.", gathered.Found.Note, StringComparison.Ordinal);
        Assert.Equal(gathered.Found.Note, await bench.ScalarAsync<string>("select note from retrieval_log where org_id = $1", bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task Search_OfTwoBasesWithDifferentSettings_RanksAndLimitsEachByItsOwn()
    {
        await using var server = await RerankServer.StartAsync();
        server.Wants = "Sundays";
        await using var bench = await OpenAsync();
        await bench.SetAsync(await EndpointAsync(bench, server, "rerank-v3.5"));
        var other = (await bench.Bases.CreateAsync(bench.Caller, "Annex", "", Cancellation)).Value;
        await bench.AddAsync(other, "annex.md", "# Annex\n\nThe canteen in the annex opens at eleven.\n");
        await bench.AddAsync(other, "garden.md", "# Garden\n\nThe canteen in the garden opens at ten when the sun shines.\n");
        await bench.RunJobsAsync();
        await bench.Bench.SaveAsync(bench.Caller, other, BenchSettings.Of(RetrievalSettings.Default with { TopK = 1 }), Cancellation);

        var gathered = await bench.GatherAsync([bench.BaseId, other], Question);

        // The best of each come first, whoever said which it is.
        Assert.Contains("sunday.md", gathered.Found.Passages.Take(2).Select(passage => passage.Document));
        Assert.Equal((3, 1), (gathered.Found.Passages.Count, gathered.Found.Passages.Count(passage => passage.Document is "annex.md" or "garden.md")));
        Assert.DoesNotContain("annex", server.Asked.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("rerank-v3.5", null), (gathered.Found.RerankedBy, gathered.Found.Note));
        var logged = await bench.ScalarAsync<Guid>("select id from retrieval_log where org_id = $1", bench.Caller.OrganizationId);
        await bench.Bench.SaveAsync(bench.Caller, other, BenchSettings.Of(RetrievalSettings.Default with { TopK = 2 }), Cancellation);
        var replayed = (await bench.Replays.ReplayAsync(bench.Caller, logged, Cancellation)).Value!;
        Assert.All(replayed.Passages, passage => Assert.Equal(passage.PlaceThen, passage.PlaceNow));
    }

    [Fact]
    public async Task Search_WithAnEndpointThatHangs_GoesOnWithTheLocalOrder()
    {
        await using var server = await RerankServer.StartAsync();
        await using var bench = await OpenAsync();
        await bench.SetAsync(await EndpointAsync(bench, server, "rerank-v3.5"));
        server.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var found = await bench.SearchAsync(Question);

        Assert.Equal("canteen.md", found.Passages[0].Document);
        Assert.Equal("The reranker did not answer within 4 seconds. The local order was used.", found.Note);
    }

    [Fact]
    public async Task Search_WithAnAddressThatIsNotAllowed_IsRefusedByTheGuard()
    {
        await using var server = await RerankServer.StartAsync();
        await using var bench = await OpenAsync(allowed: []);
        await bench.SetAsync(await EndpointAsync(bench, server, "rerank-v3.5"));

        var found = await bench.SearchAsync(Question);

        Assert.StartsWith("This installation does not connect to the address of the reranker.", found.Note, StringComparison.Ordinal);
        Assert.Null(server.Path);
    }

    [Fact]
    public async Task Save_OfAConnectionOfAnotherOrganization_IsRefused()
    {
        await using var server = await RerankServer.StartAsync();
        await using var bench = await OpenAsync();
        await using var other = await OpenAsync();
        var settings = BenchSettings.Of(await EndpointAsync(other, server, "rerank-v3.5"));

        var saved = await bench.Bench.SaveAsync(bench.Caller, bench.BaseId, settings, Cancellation);

        Assert.Equal("reranker_incomplete", saved.Error?.Code);
    }

    [Fact]
    public async Task Search_ByAMemberWithAnotherReranker_AsksTheSavedOne()
    {
        await using var server = await RerankServer.StartAsync();
        await using var bench = await OpenAsync();
        var settings = BenchSettings.Of(await EndpointAsync(bench, server, "rerank-v3.5"));

        var found = await bench.Bench.SearchAsync(bench.Caller with { Role = Role.Member }, bench.BaseId, Question, settings, new SearchFilter(), Cancellation);

        Assert.Null(found.Value!.RerankedBy);
        Assert.Null(server.Path);
        Assert.Empty(await bench.Bench.ConnectionsAsync(bench.Caller with { Role = Role.Member }, Cancellation));
    }

    private async Task<KnowledgeBench> OpenAsync(IList<string>? allowed = null)
    {
        var bench = await new KnowledgeBench(database, configure: services => services.AddSingleton(s_box).AddSingleton<RouteTable>().AddSingleton<IReranker, EndpointReranker>()
            .AddSingleton(Options.Create(new OutboundOptions { AllowPrivateAddresses = allowed ?? ["127.0.0.1"] }))).OpenAsync();
        await bench.AddAsync("canteen.md", "# Canteen\n\nThe canteen opens at noon.\n");
        await bench.AddAsync("sunday.md", "# Weekend\n\nOn Sundays the canteen stays closed.\n");
        await bench.AddAsync("lunch.md", "# Lunch\n\nLunch in the canteen costs four euros.\n");
        await bench.RunJobsAsync();
        return bench;
    }

    private async Task<RetrievalSettings> EndpointAsync(KnowledgeBench bench, RerankServer server, string? model)
    {
        var connection = new Features.Models.ProviderConnection { OrganizationId = bench.Caller.OrganizationId, Name = "Reranker", Kind = ProviderKind.OpenAi };
        connection.MoveTo(server.Address);
        connection.SetKey("sk-rerank", s_box);
        await using var db = await database.Studio.BeginAsync(bench.Caller.Scope, Cancellation);
        db.Add(connection);
        await db.CommitAsync(Cancellation);
        return RetrievalSettings.Default with { Reranker = new RerankerChoice(RerankerKind.Endpoint, connection.Id, model, Kept: 2) };
    }
}
