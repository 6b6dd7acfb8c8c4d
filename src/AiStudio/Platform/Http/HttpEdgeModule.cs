using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Http;

internal static class HttpEdgeModule
{
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
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.SetIsOriginAllowed(_ => false)));
        services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<HttpEdgeOptions>>((cors, options) =>
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. options.Value.CorsOrigins]).AllowAnyMethod()
                .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Prefer", "X-Request-Id", "X-Request-Timeout")
                .WithExposedHeaders("Idempotent-Replayed", "Retry-After", "x-request-id", "x-turn-id", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")
                .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    /// <summary>After the proxies are known, around everything else.</summary>
    public static void UseHttpEdge(this WebApplication app)
    {
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseWhen(context => context.Request.IsForPrograms(), programs =>
        {
            programs.UseCors();
            programs.UseMiddleware<CrossSiteMiddleware>();
        });
    }
}
