using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AiStudio.Platform.Telemetry;

/// <summary>
/// Sends the spans of requests and calls and the metrics of this node to a collector, when one is configured. A request's span joins the trace of its
/// <c>traceparent</c>, and whether it is sent is for that to say. A collector that does not answer delays nothing: what cannot be sent is dropped.
/// </summary>
internal sealed class OtlpExport(IOptions<OtlpOptions> options) : IHostedService, IDisposable
{
    // Requests to providers are the spans of attempts already; the exporter's own would have no end.
    private static readonly string[] s_sources = ["gen_ai.*", "Microsoft.AspNetCore"];
    private static readonly string[] s_meters = ["gen_ai.*", "AiStudio*", "Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value is { Endpoint.Length: > 0 } otlp)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(Describe)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(otlp.SampleShare)))
                .AddSource(s_sources)
                .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
                .Build();
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(Describe)
                .AddMeter(s_meters)
                .AddOtlpExporter((exporter, reader) =>
                {
                    Configure(exporter, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)otlp.MetricsEvery.TotalMilliseconds;
                })
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private void Describe(ResourceBuilder resource) =>
        resource.AddService(options.Value.ServiceName, serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3));

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        var otlp = options.Value;
        var grpc = otlp.Protocol == "grpc";
        exporter.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = grpc ? new Uri(otlp.Endpoint) : new Uri($"{otlp.Endpoint.TrimEnd('/')}/{path}");
        if (otlp.Headers.Length > 0)
            exporter.Headers = otlp.Headers;
    }
}
