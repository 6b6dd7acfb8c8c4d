using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using AiStudio.Api.OpenAi;
using AiStudio.IntegrationTests.People;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace AiStudio.IntegrationTests.Edge;

public sealed class HttpEdgeTests(StudioSite site) : IClassFixture<StudioSite>
{
    // Every header that tells of a call, whatever will be added.
    private static readonly string[] s_ofCalls =
        [.. typeof(CallHeaders).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("my-id_1.a:b", true)]
    [InlineData("two words", false)]
    [InlineData("<script>", false)]
    public async Task RequestId_OfTheClient_IsKeptWhenItIsPlain(string sent, bool kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nothing");
        request.Headers.TryAddWithoutValidation("x-request-id", sent);
        using var answer = await site.NewVisitor().Http.SendAsync(request, Cancellation);

        var id = answer.Headers.GetValues("x-request-id").Single();
        Assert.Equal(kept, id == sent);
        Assert.Contains($"\"requestId\":\"{id}\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryRoute_ForSomebodySignedIn_IsNeverKeptOnTheWay_AndSaysWhatBrowsersNeed()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        var routes = site.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Where(route => !route.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor"))
            .Select(route => "/" + Regex.Replace(route.RoutePattern.RawText!.TrimStart('/'), @"\{[^}]*\}", Guid.CreateVersion7().ToString()))
            .Where(path => !path.StartsWith("/_blazor", StringComparison.Ordinal) && !path.StartsWith("/health", StringComparison.Ordinal) && !path.StartsWith("/_framework", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.True(routes.Count > 20, $"only {routes.Count} routes");

        foreach (var path in routes)
        {
            using var answer = await visitor.Http.GetAsync(path, Cancellation);
            Assert.True(answer.Headers.CacheControl?.NoStore, $"{path} ({answer.StatusCode}) may be kept: {answer.Headers.CacheControl}");
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.NotEmpty(answer.Headers.GetValues("x-request-id"));
        }
    }

    [Fact]
    public async Task Page_RunsScriptsWithItsNonceOnly()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        using var one = await visitor.Http.GetAsync("/account", Cancellation);
        using var two = await visitor.Http.GetAsync("/account", Cancellation);

        var policy = one.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Regex.Match(policy, "script-src 'self' 'nonce-([^']+)';").Groups[1].Value;
        Assert.NotEmpty(nonce);
        Assert.DoesNotContain(nonce, two.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await one.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains("type=\"importmap\"", page, StringComparison.Ordinal);
        foreach (Match script in Regex.Matches(page, "<script(?![^>]*src=)[^>]*>"))
            Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("https://localhost", "same-origin", HttpStatusCode.BadRequest)]
    [InlineData("https://studio.example.test", null, HttpStatusCode.BadRequest)]
    public async Task Cookie_ThatAnotherSiteSends_OpensNothing(string? origin, string? site_, HttpStatusCode expected)
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/turns") { Content = new StringContent("{\"text\":\"\"}", null, "application/json") };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (site_ is not null)
            request.Headers.Add("Sec-Fetch-Site", site_);

        using var answer = await visitor.Http.SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Cors_IsForListedOriginsOnly_AndNeverWithCookies()
    {
        await using var host = site.NewHost(configure: null, ("Http:CorsOrigins:0", "https://app.example.com"));
        foreach (var (origin, allowed) in new[] { ("https://app.example.com", true), ("https://evil.example", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/models");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            // What the official library sends from a page.
            const string sent = "authorization,content-type,openai-organization,traceparent,x-aistudio-cache,x-stainless-arch,x-stainless-helper-method,x-stainless-retry-count,x-stainless-timeout";
            request.Headers.Add("Access-Control-Request-Headers", sent);
            using var answer = await site.NewVisitor(host).Http.SendAsync(request, Cancellation);
            using var real = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            real.Headers.Add("Origin", origin);
            using var told = await site.NewVisitor(host).Http.SendAsync(real, Cancellation);

            Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal(allowed ? sent : "", string.Join(',', answer.Headers.TryGetValues("Access-Control-Allow-Headers", out var may) ? may : []));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
            Assert.False(told.Headers.Contains("Access-Control-Allow-Credentials"));
            var exposed = told.Headers.TryGetValues("Access-Control-Expose-Headers", out var names) ? string.Join(',', names).Split(',') : [];
            Assert.Equal(allowed, s_ofCalls.All(name => exposed.Contains(name, StringComparer.OrdinalIgnoreCase)));
        }
    }

    [Theory]
    [InlineData("nonsense", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("utf-8", HttpStatusCode.BadRequest)]
    public async Task Body_InACharsetThatDoesNotExist_IsTheClientsMistake(string charset, HttpStatusCode expected)
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        using var content = new ByteArrayContent("{\"text\":\"\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        using var answer = await visitor.Http.PostAsync("/api/turns", content, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Traceparent_OfTheClient_IsFollowed()
    {
        var seen = "";
        await using var host = site.NewHost(services => services.AddSingleton<IStartupFilter>(new Look(() => seen = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? "")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await site.NewVisitor(host).Http.SendAsync(request, Cancellation);

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", seen);
    }

    [Fact]
    public async Task Ready_AsksTheDatabaseTheSchemaAndTheScheduler()
    {
        using var ready = await site.NewVisitor().Http.GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var checks = site.Host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckServiceOptions>>().Value;
        Assert.Superset(new HashSet<string> { "database", "schema", "scheduler" }, checks.Registrations.Where(check => check.Tags.Contains("ready")).Select(check => check.Name).ToHashSet());

        // Outside of what any migration has, so that it can be put back.
        await site.Database.ExecuteAsync("update schema_migration set number = -number where number = (select max(number) from schema_migration)");
        using var behind = await site.NewVisitor().Http.GetAsync("/health/ready", Cancellation);
        await site.Database.ExecuteAsync("update schema_migration set number = -number where number < 0");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, behind.StatusCode);
        // Which one it is, and nothing of why: anybody may read it.
        using var told = System.Text.Json.JsonDocument.Parse(await behind.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("Unhealthy", told.RootElement.GetProperty("status").GetString());
        Assert.Equal("Healthy Unhealthy", $"{told.RootElement.GetProperty("checks").GetProperty("database")} {told.RootElement.GetProperty("checks").GetProperty("schema")}");
        Assert.All(told.RootElement.GetProperty("checks").EnumerateObject(), check => Assert.Matches("^(Healthy|Degraded|Unhealthy)$", check.Value.GetString()));
        await site.Database.ExecuteAsync("insert into schema_migration select max(number) + 100, 'later', 'x' from schema_migration");
        using var ahead = await site.NewVisitor().Http.GetAsync("/health/ready", Cancellation);
        await site.Database.ExecuteAsync("delete from schema_migration where checksum = 'x'");
        Assert.Equal(HttpStatusCode.OK, ahead.StatusCode);
    }

    [Fact]
    public async Task Node_ThatBeginsToListen_RunsItsScheduler()
    {
        SchedulerStatus? seen = null;
        await using var host = site.NewHost(services => services.AddSingleton<IStartupFilter>(provider => new BeforeListening(() =>
            seen = provider.GetRequiredService<ISchedulerFactory>().GetScheduler().AsTask().GetAwaiter().GetResult().Status)));

        using var ready = await site.NewVisitor(host).Http.GetAsync("/health/ready", Cancellation);

        Assert.Equal((SchedulerStatus.Running, HttpStatusCode.OK), (seen, ready.StatusCode));
    }

    [Theory]
    [InlineData("127.0.0.1", null, "", true)]
    [InlineData("192.0.2.1", null, "", false)]
    [InlineData("127.0.0.1", "X-Forwarded-For: 192.0.2.1", "", false)]
    [InlineData("127.0.0.1", null, "secret", false)]
    [InlineData("192.0.2.1", "Authorization: Bearer secret", "secret", true)]
    [InlineData("192.0.2.1", "Authorization: Bearer secre", "secret", false)]
    public async Task Metrics_AreForThisMachineOrTheToken(string peer, string? header, string token, bool shown)
    {
        // Without an account the page of signing in leads to the set-up.
        await site.AddOrganizationAsync();
        await using var host = site.NewHost(services => services.AddSingleton<IStartupFilter>(new Peer(peer)), ("Metrics:Token", token), ("RateLimits:AddressRequests", "0"));
        var visitor = site.NewVisitor(host);
        await visitor.GetAsync("/sign-in");
        var (status, text) = (default(HttpStatusCode), "");
        async Task LookAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            if (header?.Split(": ") is [var name, var value])
                request.Headers.Add(name, value);
            using var answer = await visitor.Http.SendAsync(request, Cancellation);
            (status, text) = (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        await LookAsync();

        Assert.Equal(shown ? HttpStatusCode.OK : HttpStatusCode.NotFound, status);
        if (shown)
        {
            // A request is measured a moment after its answer has come.
            const string measured = "http_server_request_duration_seconds_bucket{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/sign-in\",le=\"+Inf\"} ";
            await Eventually.FalseAsync(async () =>
            {
                await LookAsync();
                return !text.Contains(measured, StringComparison.Ordinal);
            });
            Assert.Contains("# TYPE dotnet_process_cpu_time_seconds_total counter\n", text, StringComparison.Ordinal);
            Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(@"^(# (HELP|TYPE) .*|[a-zA-Z_][a-zA-Z0-9_]*(\{.*\})? [-+0-9.eE]+)$", line));
        }
    }

    [Fact]
    public async Task Turns_StartedByAProgram_AreStartedOncePerKey_ListedAndStopped()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);
        var bodies = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/turns") { Content = new StringContent("{\"text\":\"How?\"}", null, "application/json") };
            request.Headers.Add("Idempotency-Key", "ask-1");
            using var answer = await visitor.Http.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            bodies.Add(await answer.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Single(bodies.Distinct());
        using var started = System.Text.Json.JsonDocument.Parse(bodies[0]);
        var (conversation, turn) = (started.RootElement.GetProperty("conversationId").GetGuid(), started.RootElement.GetProperty("turnId").GetGuid());
        using var events = await visitor.Http.GetAsync($"/api/turns/{turn}/events", Cancellation);
        Assert.Contains("event: finished", await events.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var (_, list) = await visitor.GetAsync("/api/conversations");
        Assert.Contains(conversation.ToString(), list, StringComparison.Ordinal);
        var (_, messages) = await visitor.GetAsync($"/api/conversations/{conversation}/messages?limit=1");
        using var page = System.Text.Json.JsonDocument.Parse(messages);
        Assert.Equal(1, page.RootElement.GetProperty("data").GetArrayLength());
        var (_, rest) = await visitor.GetAsync($"/api/conversations/{conversation}/messages?cursor={page.RootElement.GetProperty("next").GetString()}");
        using var second = System.Text.Json.JsonDocument.Parse(rest);
        Assert.Equal(1, second.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from turn where org_id = $1", owner.OrganizationId));
    }

    private sealed class BeforeListening(Action look) : IStartupFilter
    {
        public Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> Configure(Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> next)
        {
            look();
            return next;
        }
    }

    private sealed class Look(Action look) : IStartupFilter
    {
        public Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> Configure(Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> next) => app =>
        {
            Microsoft.AspNetCore.Builder.UseExtensions.Use(app, (context, following) =>
            {
                look();
                return following(context);
            });
            next(app);
        };
    }
}
