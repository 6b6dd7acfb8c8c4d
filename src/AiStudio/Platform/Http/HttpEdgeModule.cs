using System.Net;
using System.Net.Sockets;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Http;

internal static class HttpEdgeModule
{
    // What answers say about themselves, for scripts of other sites to read.
    private static readonly string[] s_told =
    [
        "Content-Disposition", "ETag", "Idempotent-Replayed", "Link", "Location", "Preference-Applied", "Retry-After", "traceparent", RequestId.Header, "x-should-retry", "x-turn-id",
        "x-aistudio-attempts", "x-aistudio-budget-left-usd", "x-aistudio-cache", "x-aistudio-call-id", "x-aistudio-cost-usd", "x-aistudio-input-tokens", "x-aistudio-model",
        "x-aistudio-output-limit", "x-aistudio-output-tokens", "x-aistudio-overhead-ms",
        "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens",
    ];

    public static void AddHttpEdge(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsSection<HttpEdgeOptions>(HttpEdgeOptions.Section);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpEdgeOptions>>((server, options) =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = options.Value.MaxBodyBytes;
            server.Limits.RequestHeadersTimeout = options.Value.HeadersTimeout;
            server.Limits.MinRequestBodyDataRate = new(options.Value.MinBytesPerSecond, TimeSpan.FromSeconds(5));
            server.Limits.MinResponseDataRate = new(options.Value.MinBytesPerSecond, TimeSpan.FromSeconds(5));
        });
        services.AddOptions<SocketTransportOptions>().Configure<IOptions<HttpEdgeOptions>>((sockets, options) =>
            sockets.CreateBoundListenSocket = endPoint => Bind(endPoint, options.Value.UnreadBytes));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.SetIsOriginAllowed(_ => false)));
        services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<HttpEdgeOptions>>((cors, options) =>
            cors.AddDefaultPolicy(policy => policy
                // OpenAI's libraries send headers of their own, other ones with each version. A cookie is none of them: it is not allowed.
                .WithOrigins([.. options.Value.CorsOrigins]).AllowAnyMethod().AllowAnyHeader()
                .WithExposedHeaders(s_told)
                .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    /// <summary>After the proxies are known, around everything else.</summary>
    public static void UseHttpEdge(this WebApplication app)
    {
        app.UseMiddleware<RequestIdMiddleware>();
        app.Use((context, next) =>
        {
            Origin.Remember(context, RequestId.OwnOf(context.Request));
            return next(context);
        });
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseWhen(context => context.Request.IsForPrograms(), programs =>
        {
            programs.UseCors();
            programs.UseMiddleware<CrossSiteMiddleware>();
            programs.UseMiddleware<CharsetMiddleware>();
        });
    }

    // Connections inherit it. Left to itself the system lets megabytes wait for one who reads nothing: memory, and the work of filling it in one go.
    private static Socket Bind(EndPoint endPoint, int unreadBytes)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (endPoint is IPEndPoint)
            socket.SendBufferSize = unreadBytes;
        return socket;
    }
}
