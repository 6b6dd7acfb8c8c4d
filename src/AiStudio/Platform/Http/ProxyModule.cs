using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Http;

internal static class ProxyModule
{
    public static void AddProxies(this WebApplicationBuilder builder) => builder.Services.AddOptionsSection<ProxyOptions>(ProxyOptions.Section);

    /// <summary>First in the pipeline: who the visitor is, and whether the connection is encrypted, as a known proxy says.</summary>
    public static void UseKnownProxies(this WebApplication app)
    {
        var known = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (known.KnownProxies.Count + known.KnownNetworks.Count == 0)
        {
            // The middleware takes an empty list for everybody.
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in known.KnownProxies)
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        foreach (var network in known.KnownNetworks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(options);
    }
}
