using System.Text.RegularExpressions;
using AiStudio.IntegrationTests.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>A route of the running app and a way to call it.</summary>
internal sealed partial record RouteProbe(string Method, string Pattern, bool Open)
{
    // They end the session that asks.
    private static readonly string[] Ends = ["/sign-out", "/account/sign-out-everywhere"];

    /// <summary>Whether the route names a thing.</summary>
    public bool NamesAThing => Pattern.Contains('{', StringComparison.Ordinal);

    public static IReadOnlyList<RouteProbe> All(StudioSite site) =>
    [
        .. from endpoint in site.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where !endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor")
           let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           where !route.StartsWith("/_", StringComparison.Ordinal) && !route.StartsWith("/{**", StringComparison.Ordinal) && !Ends.Contains(route)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select new RouteProbe(method, route, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null),
    ];

    public string Path(string id) => Parameter().Replace(Pattern, Uri.EscapeDataString(id));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
