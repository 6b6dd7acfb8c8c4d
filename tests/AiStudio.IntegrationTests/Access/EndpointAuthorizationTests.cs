using AiStudio.IntegrationTests.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>Every endpoint of the running app says who may call it; the few that are open are listed here, and nowhere else.</summary>
public sealed class EndpointAuthorizationTests(StudioSite site) : IClassFixture<StudioSite>
{
    /// <summary>Signed-out pages, health, and what a browser needs to draw them.</summary>
    private static readonly string[] Open =
    [
        "/sign-in", "/forgot-password", "/reset-password", "/confirm-email", "/invitations/{Organization:guid}/{Token}", "/set-up", "/no-access",
        "/sign-out", // Also for a session that has just ended.
        "/health/live", "/health/ready", "/not-found",
        "/metrics", // Answers 404 to all but this machine or a scraper with the token: its own tests say so.
        "/development/mails", // Answers 404 unless Mail:ShowFiles asks for it, from the machine itself, without a mail server: its own tests say so.
    ];

    [Fact]
    public void EveryEndpoint_DeclaresAPolicy_OrIsOnTheShortList()
    {
        var endpoints = site.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.True(endpoints.Count > 20, $"only {endpoints.Count} endpoints were found");
        Assert.Empty(Undeclared(endpoints));
    }

    [Fact]
    public void Endpoint_ThatForgetsItsPolicy_IsRefused() =>
        Assert.Equal(["/forgotten"], Undeclared([Endpoint("/forgotten"), Endpoint("/declared", new AuthorizeAttribute("member"))]));

    [Fact]
    public void Endpoint_ThatIsOpenWithoutBeingListed_IsRefused() =>
        Assert.Equal(["/stray"], Undeclared([Endpoint("/stray", new AllowAnonymousAttribute()), Endpoint("/sign-in", new AllowAnonymousAttribute())]));

    private static IEnumerable<string> Undeclared(IEnumerable<RouteEndpoint> endpoints) =>
        from endpoint in endpoints
        let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        let open = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        where open ? !Open.Contains(route) && !IsAsset(endpoint, route) : !IsTransport(route) && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Count == 0
        select route;

    // Files of wwwroot.
    private static bool IsAsset(RouteEndpoint endpoint, string route) =>
        endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor");

    // The framework's own endpoints declare nothing, so the fallback policy closes them to strangers. The last serves unlisted files while developing.
    private static bool IsTransport(string route) =>
        route.StartsWith("/_blazor", StringComparison.Ordinal) || route.StartsWith("/_framework/", StringComparison.Ordinal) || route == "/{**path:file}";

    private static RouteEndpoint Endpoint(string route, params object[] metadata) =>
        new(_ => Task.CompletedTask, RoutePatternFactory.Parse(route), 0, new EndpointMetadataCollection(metadata), route);
}
