using Serilog;

namespace AiStudio.Platform.Telemetry;

internal static class TelemetryModule
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // One line of JSON a log event: nothing that a person or model wrote can break a line.
        builder.Logging.AddSerilog(
            new LoggerConfiguration()
                .ReadFrom.Configuration(builder.Configuration)
                .Enrich.FromLogContext()
                .WriteTo.Console(new Serilog.Formatting.Json.JsonFormatter())
                .CreateLogger(),
            dispose: true);
    }
}
