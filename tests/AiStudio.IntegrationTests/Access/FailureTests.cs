using System.Net;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AiStudio.IntegrationTests.Access;

public sealed class FailureTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task NoSuchAddress_IsAPageForPeopleAndAProblemForPrograms()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);

        var (status, page) = await visitor.GetAsync("/no/such/page");
        Assert.Equal((HttpStatusCode.NotFound, true), (status, page.Contains("There is nothing at this address", StringComparison.Ordinal)));

        using var answer = await visitor.Http.GetAsync("/api/nothing", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));

        using var stranger = await site.NewVisitor().Http.GetAsync("/api/nothing", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (stranger.StatusCode, stranger.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task DatabaseGone_IsAPageWithTheRequestIdAndAProblemForPrograms()
    {
        // Gone for the first thing that every request asks it.
        var gone = NpgsqlDataSource.Create(site.Database.AppConnectionString);
        await gone.DisposeAsync();
        await using var host = site.NewHost(services =>
            services.AddSingleton(provider => new SessionCheck(new StudioDatabase(gone), provider.GetRequiredService<EndedSessions>())));
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor(host);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);

        var (status, page) = await visitor.GetAsync("/account");
        using var answer = await visitor.Http.GetAsync("/api/nothing", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("This page stopped working", page, StringComparison.Ordinal);
        Assert.Contains("Request ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("192.0.2.2", false)]
    public async Task ForwardedHeaders_OfKnownProxiesOnly_AreBelieved(string peer, bool believed)
    {
        var seen = "";
        await using var host = site.NewHost(
            services =>
            {
                services.AddSingleton<IStartupFilter>(new Peer(peer));
                services.AddSingleton<IStartupFilter>(new Watcher(context => seen = $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}"));
            },
            ("Proxy:KnownProxies:0", "192.0.2.1"), ("Proxy:KnownNetworks:0", "10.0.0.0/8"));
        var visitor = site.NewVisitor(host);
        visitor.Http.BaseAddress = new("http://localhost");
        visitor.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        visitor.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        await visitor.GetAsync("/health/live");

        Assert.Equal(believed ? "203.0.113.9 https" : $"{peer} http", seen);
    }

    private sealed class Watcher(Action<HttpContext> look) : IStartupFilter
    {
        // Looks on the way out, when the whole pipeline has had its say.
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, following) =>
            {
                await following(context);
                look(context);
            });
            next(app);
        };
    }
}
