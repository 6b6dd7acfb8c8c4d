using System.Net;

namespace AiStudio.Platform.Http;

internal static class OutboundModule
{
    public static void AddOutbound(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsSection<OutboundOptions>(OutboundOptions.Section);
        services.AddSingleton<OutboundGuard>();
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<ConnectPeer>(OutboundDialer.ConnectAsync);
        services.AddSingleton<OutboundDialer>();
        services.AddSingleton<OutboundHttp>();
    }
}
