using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Telemetry;

internal static class MetricsModule
{
    private const string Bearer = "Bearer ";

    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<MetricsOptions>(MetricsOptions.Section);
        builder.Services.AddSingleton<MetricsCollector>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<MetricsCollector>());
    }

    /// <summary>This node's figures in Prometheus' text format; 404 to everybody who may not know.</summary>
    public static void MapMetrics(this WebApplication app) =>
        app.MapGet("/metrics", async (HttpContext context, MetricsCollector collector, IEnumerable<IScraped> scraped, IOptions<MetricsOptions> options) =>
        {
            if (!MayRead(context, options.Value.Token))
                return (IResult)TypedResults.NotFound();
            foreach (var one in scraped)
                await one.MeasureAsync(context.RequestAborted);
            return TypedResults.Text(collector.Write(), "text/plain; version=0.0.4", Encoding.UTF8);
        }).AllowAnonymous();

    private static bool MayRead(HttpContext context, string token)
    {
        var headers = context.Request.Headers;
        if (token.Length == 0)
        {
            return context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
                && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("X-Original-For") && !headers.ContainsKey("Forwarded");
        }

        return headers.Authorization is [{ } sent] && sent.StartsWith(Bearer, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent[Bearer.Length..])), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }
}
