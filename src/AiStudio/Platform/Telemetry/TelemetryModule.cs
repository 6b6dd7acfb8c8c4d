using AiStudio.Platform.Http;
using Microsoft.AspNetCore.SignalR;
using Serilog;

namespace AiStudio.Platform.Telemetry;

internal static class TelemetryModule
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // One line of JSON a log event: nothing that a person or model wrote can break a line.
        builder.Logging.AddSerilog(
            Events(builder.Configuration).WriteTo.Console(new Serilog.Formatting.Json.JsonFormatter()).CreateLogger(),
            dispose: true);
    }

    /// <summary>What is logged, wherever to. The server and SignalR call an error what a program was only refused or told: whoever is woken by errors would be woken by every provider that hangs up.</summary>
    internal static LoggerConfiguration Events(IConfiguration configuration) => new LoggerConfiguration()
        .ReadFrom.Configuration(configuration)
        .Enrich.FromLogContext()
        .Filter.ByExcluding(entry => entry.Exception is ToldException or HubException);
}
