using AiStudio.Features.Models.Caching;
using AiStudio.Gateway;
using AiStudio.Gateway.ResponseCache;
using AiStudio.IntegrationTests.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Models.Caching;

public sealed class ResponseStoreTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly float[] s_east = [1, 0, 0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ResponseStore Store => new(database.Studio);

    [Fact]
    public async Task Keep_ThenFind_GivesBackEverything()
    {
        var key = await NewKeyAsync();
        var kept = Answer("Twenty-eight days. 😀") with { Evidence = "[1]", Usage = new TokenUsage { InputTokens = 10, OutputTokens = 5, CachedInputTokens = 3 } };
        await Store.KeepAsync(key, kept, s_hour, null, Cancellation);

        var found = await Store.FindAsync(key, Cancellation);

        Assert.Equal(kept, found! with { AnsweredAt = kept.AnsweredAt });
        Assert.InRange((TimeProvider.System.GetUtcNow() - found.AnsweredAt).TotalMinutes, -1, 1);
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("scope")]
    [InlineData("request")]
    public async Task Find_WithOnePartOfTheKeyDifferent_FindsNothing(string part)
    {
        var key = await NewKeyAsync();
        await Store.KeepAsync(key, Answer("A"), s_hour, Entry("context", "Q?", s_east), Cancellation);
        var other = part switch
        {
            "organization" => key with { Organization = (await database.CreateOrganizationAsync()).OrganizationId },
            "scope" => key with { Scope = "another scope" },
            _ => key with { Request = "another request" },
        };

        Assert.Null(await Store.FindAsync(other, Cancellation));
        Assert.Null(await Store.FindSimilarAsync(other with { Request = part == "request" ? "another context" : "context" }, s_east, Cancellation));
        Assert.NotNull(await Store.FindSimilarAsync(key with { Request = "context" }, s_east, Cancellation));
    }

    [Fact]
    public async Task Find_AfterItsTime_FindsNothingAndTheSweepRemovesIt()
    {
        var key = await NewKeyAsync();
        await Store.KeepAsync(key, Answer("A"), TimeSpan.FromMilliseconds(-1), Entry("context", "Q?", s_east), Cancellation);
        await Store.KeepAsync(key with { Request = "another" }, Answer("B"), s_hour, null, Cancellation);

        Assert.Null(await Store.FindAsync(key, Cancellation));
        Assert.Null(await Store.FindSimilarAsync(key with { Request = "context" }, s_east, Cancellation));
        using var sweep = new RemoveCachedAnswers(database.Studio, TimeProvider.System, NullLogger<RemoveCachedAnswers>.Instance);
        Assert.InRange(await sweep.SweepAsync(Cancellation), 1, int.MaxValue);
        Assert.Equal("another", await database.ScalarAsync<string>("select string_agg(request_hash, ',') from response_cache where org_id = $1", key.Organization));
    }

    [Fact]
    public async Task Sweep_OfTooManyAnswers_RemovesTheOldest()
    {
        var key = await NewKeyAsync();
        await database.ExecuteAsync("""
            insert into response_cache (org_id, scope_hash, request_hash, answer, model_id, cost_nano_usd, answered_at, expires_at)
            select $1, 's', 'r' || n, 'a', 'm', 0, now() - n * interval '1 minute', now() + interval '1 hour' from generate_series(1, 5) n
            """, key.Organization);

        await database.ExecuteAsync("select remove_cached_answers(2)");

        Assert.Equal("r1,r2", await database.ScalarAsync<string>("select string_agg(request_hash, ',' order by request_hash) from response_cache where org_id = $1", key.Organization));
    }

    [Fact]
    public async Task FindSimilar_OfSeveral_FindsTheNearestOfItsDimension()
    {
        var key = await NewKeyAsync();
        await Store.KeepAsync(key with { Request = "1" }, Answer("near"), s_hour, Entry("context", "Near?", [0.9f, 0.1f, 0]), Cancellation);
        await Store.KeepAsync(key with { Request = "2" }, Answer("far"), s_hour, Entry("context", "Far?", [0, 1, 0]), Cancellation);
        await Store.KeepAsync(key with { Request = "3" }, Answer("other embedder"), s_hour, Entry("context", "Other?", [1, 0]), Cancellation);

        var found = await Store.FindSimilarAsync(key with { Request = "context" }, s_east, Cancellation);

        Assert.Equal(("near", "Near?"), (found!.Answer.Text, found.Question));
        Assert.InRange(found.Similarity, 0.99, 1);
    }

    [Fact]
    public async Task Keep_Again_ReplacesTheAnswer()
    {
        var key = await NewKeyAsync();
        await Store.KeepAsync(key, Answer("old"), s_hour, Entry("context", "Q?", s_east), Cancellation);

        await Store.KeepAsync(key, Answer("new"), s_hour, null, Cancellation);

        Assert.Equal("new", (await Store.FindAsync(key, Cancellation))!.Text);
        Assert.Null(await Store.FindSimilarAsync(key with { Request = "context" }, s_east, Cancellation));
    }

    private static CachedAnswer Answer(string text) => new(text, "m-1", 4_200, TimeProvider.System.GetUtcNow());

    private static SemanticEntry Entry(string context, string question, float[] vector) => new(context, question, vector);

    private async Task<CacheKey> NewKeyAsync() => new((await database.CreateOrganizationAsync()).OrganizationId, "scope", "request");
}
