using System.Globalization;
using System.Net;
using AiStudio.Api.RateLimits;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiStudio.IntegrationTests.Edge;

public sealed class RateLimitTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_WithSixtyAMinute_GetsExactlySixty_AndIsToldWhereHeStands()
    {
        await using var node = await EdgeNode.StartAsync(database, Map, ("RateLimits:UserRequests", "60"));
        var caller = await database.CreateOrganizationAsync();
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Member);

        using (var first = await node.Http.SendAsync(EdgeNode.Request(HttpMethod.Get, "/api/ping", caller), Cancellation))
        {
            Assert.Equal("60", first.Headers.GetValues("x-ratelimit-limit-requests").Single());
            Assert.Equal("59", first.Headers.GetValues("x-ratelimit-remaining-requests").Single());
            Assert.Matches("^(1m[0-5]s|5[0-9]s|60s)$", first.Headers.GetValues("x-ratelimit-reset-requests").Single());
        }

        var statuses = await Task.WhenAll(Enumerable.Range(0, 99).Select(_ => StatusAsync(node, caller)));
        Assert.Equal(59, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(40, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, colleague));

        using var refused = await node.Http.SendAsync(EdgeNode.Request(HttpMethod.Get, "/v1/models", caller), Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 65);
        Assert.Equal("0", refused.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Contains("\"code\":\"rate_limit_exceeded\"", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100")]
    [InlineData("1000")]
    public async Task Organization_OnTwoNodesThatCountTogether_NeverGetsMore_AndAtMostAStockLess(string limit)
    {
        var most = int.Parse(limit, CultureInfo.InvariantCulture);
        (string, string?)[] settings = [("RateLimits:OrganizationRequests", limit), ("RateLimits:AcrossNodes", "true")];
        await using var one = await EdgeNode.StartAsync(database, Map, settings);
        await using var other = await EdgeNode.StartAsync(database, Map, settings);
        var caller = await database.CreateOrganizationAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, most * 2).Select(i => StatusAsync(i % 2 == 0 ? one : other, caller)));

        // A stock that was not spent when its five seconds were over lies idle too.
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.OK), most - (most / 20 * 4), most);
        Assert.True(await database.ScalarAsync<long>("select sum(used)::bigint from rate_window where org_id = $1", caller.OrganizationId) <= most);
    }

    [Fact]
    public async Task Nodes_WithoutTheDatabase_CountForThemselves()
    {
        await using var nowhere = Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=2");
        var local = new LocalRateWindows(TimeProvider.System);
        var windows = new SharedRateWindows(new(nowhere), local, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SharedRateWindows>.Instance);
        var ask = new RateAsk(Guid.Empty, "Address:x", RateUnit.Requests, 3, 1);

        var granted = new List<bool>();
        for (var i = 0; i < 5; i++)
            granted.Add((await windows.TakeAsync(ask, Cancellation)).Granted);

        Assert.Equal([true, true, true, false, false], granted);
    }

    [Fact]
    public async Task Rule_OfAnAdmin_TakesTheDefaultsPlace_AndTheHighestPriorityHolds()
    {
        await using var node = await EdgeNode.StartAsync(database, Map, ("RateLimits:UserRequests", "60"));
        var caller = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(caller.OrganizationId, Role.Member);

        Assert.Equal(HttpStatusCode.Forbidden, await AddRuleAsync(node, member, """{"scope":"user","unit":"requests","perMinute":1000}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await AddRuleAsync(node, caller, """{"scope":"user","unit":"requests","perMinute":-1}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await AddRuleAsync(node, caller, """{"scope":"7","unit":"requests","perMinute":1}"""));
        Assert.Equal(HttpStatusCode.Created, await AddRuleAsync(node, caller, """{"scope":"user","unit":"requests","perMinute":30,"priority":1}"""));
        Assert.Equal(HttpStatusCode.Created, await AddRuleAsync(node, caller, $$"""{"scope":"user","unit":"requests","perMinute":3,"priority":2,"resource":"models","subjectId":"{{member.UserId}}"}"""));

        var models = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
            models.Add(await StatusAsync(node, member, "/v1/models"));
        Assert.Equal(3, models.Count(status => status == HttpStatusCode.OK));
        using var answer = await node.Http.SendAsync(EdgeNode.Request(HttpMethod.Get, "/api/ping", member), Cancellation);
        Assert.Equal("30", answer.Headers.GetValues("x-ratelimit-limit-requests").Single());
        Assert.Equal(2L, await database.ScalarAsync<long>("select count(*) from activity_log where action = 'rate_limit.added' and org_id = $1", caller.OrganizationId));

        var stranger = await database.CreateOrganizationAsync();
        var rule = await database.ScalarAsync<Guid>("select id from rate_limit_rule where org_id = $1 limit 1", caller.OrganizationId);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(node, stranger, $"/api/rate-limits/{rule}", HttpMethod.Delete));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(node, caller, $"/api/rate-limits/{rule}", HttpMethod.Delete));
    }

    [Fact]
    public async Task Keys_OfOnePerson_TogetherGetWhatOneMay_AndARuleForThePersonCountsEveryDoor()
    {
        await using var node = await EdgeNode.StartAsync(database, Map, ("RateLimits:ApiKeyRequests", "10"));
        var caller = await database.CreateOrganizationAsync();
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Member);
        Guid[] keys = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

        var statuses = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => ByKeyAsync(caller, keys[i % 3])));
        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.OK, await ByKeyAsync(colleague, Guid.CreateVersion7()));
        using (var refused = await node.Http.SendAsync(EdgeNode.Request(HttpMethod.Get, "/v1/models", caller, keys[0]), Cancellation))
            Assert.Contains("Your API keys together may use 10 requests a minute", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        // What a rule gives a key, its maker's other keys do not take away.
        Assert.Equal(HttpStatusCode.Created, await AddRuleAsync(node, caller, $$"""{"scope":"api_key","subjectId":null,"unit":"requests","resource":"models","perMinute":20}"""));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await ByKeyAsync(caller, keys[0]), await ByKeyAsync(caller, Guid.CreateVersion7())]);

        Assert.Equal(HttpStatusCode.Created, await AddRuleAsync(node, caller, $$"""{"scope":"user","subjectId":"{{colleague.UserId}}","unit":"requests","perMinute":2}"""));
        var doors = new[] { await ByKeyAsync(colleague, Guid.CreateVersion7()), await StatusAsync(node, colleague), await ByKeyAsync(colleague, Guid.CreateVersion7()), await StatusAsync(node, colleague) };
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], doors);

        async Task<HttpStatusCode> ByKeyAsync(Caller person, Guid key)
        {
            using var response = await node.Http.SendAsync(EdgeNode.Request(HttpMethod.Get, "/v1/models", person, key), Cancellation);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Tokens_AreCountedByAGuessThatIsCorrected()
    {
        await using var node = await EdgeNode.StartAsync(database, Map, ("RateLimits:OrganizationTokens", "1000"));
        var caller = await database.CreateOrganizationAsync();

        Assert.Equal("990", await RemainingTokensAsync(node, caller, bytes: 40));
        // The endpoint said 300: the guess of 10 was taken back.
        Assert.Equal("690", await RemainingTokensAsync(node, caller, bytes: 40));
        using var huge = await SendTokensAsync(node, caller, bytes: 40_000);
        Assert.Equal(HttpStatusCode.TooManyRequests, huge.StatusCode);
        Assert.Equal("390", await RemainingTokensAsync(node, caller, bytes: 40));
    }

    [Fact]
    public async Task Strangers_AreCountedByAddress_AndCallersAreNot()
    {
        await using var node = await EdgeNode.StartAsync(database, Map, ("RateLimits:AddressRequests", "5"));
        var caller = await database.CreateOrganizationAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await node.Http.GetAsync("/v1/models", Cancellation);
            statuses.Add(answer.StatusCode);
            if (i == 6)
                Assert.Equal(("5", "0"), (answer.Headers.GetValues("x-ratelimit-limit-requests").Single(), answer.Headers.GetValues("x-ratelimit-remaining-requests").Single()));
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        using var known = EdgeNode.Request(HttpMethod.Get, "/v1/models", caller);
        known.Headers.Add("Authorization", "Bearer something");
        using var fine = await node.Http.SendAsync(known, Cancellation);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/api/ping", () => "pong").RequireAuthorization(Policies.Member);
        app.MapGet("/v1/models", () => "[]").RequireAuthorization(Policies.Member);
        app.MapPost("/v1/chat/completions", async (HttpContext context) => await context.Features.Get<TokenCharge>()!.SettleAsync(300)).RequireAuthorization(Policies.Member);
        app.MapRateLimits();
    }

    private static async Task<HttpStatusCode> StatusAsync(EdgeNode node, Caller caller, string path = "/api/ping", HttpMethod? method = null)
    {
        using var response = await node.Http.SendAsync(EdgeNode.Request(method ?? HttpMethod.Get, path, caller), Cancellation);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> AddRuleAsync(EdgeNode node, Caller caller, string json)
    {
        using var request = EdgeNode.Request(HttpMethod.Post, "/api/rate-limits", caller);
        request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await node.Http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static async Task<string> RemainingTokensAsync(EdgeNode node, Caller caller, int bytes)
    {
        using var response = await SendTokensAsync(node, caller, bytes);
        return response.Headers.GetValues("x-ratelimit-remaining-tokens").Single();
    }

    private static Task<HttpResponseMessage> SendTokensAsync(EdgeNode node, Caller caller, int bytes)
    {
        var request = EdgeNode.Request(HttpMethod.Post, "/v1/chat/completions", caller);
        request.Content = new ByteArrayContent(new byte[bytes]);
        return node.Http.SendAsync(request, Cancellation);
    }
}
