using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace AiStudio.Platform.Telemetry;

/// <summary>Adds up what this process measures, from the instruments of the framework and our own (meters named <c>AiStudio…</c>).</summary>
internal sealed class MetricsCollector : IHostedService, IDisposable
{
    private static readonly string[] s_meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    // Templates of routes, never addresses; nothing that a caller can make up.
    private static readonly string[] s_labels =
    [
        "http.request.method", "http.response.status_code", "http.route", "gc.heap.generation", "cpu.mode", "state", "model", "direction", "ending", "error", "kind", "outcome", "scope",
    ];

    private readonly ConcurrentBag<MeasuredInstrument> _instruments = [];
    private readonly MeterListener _listener = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (s_meters.Contains(instrument.Meter.Name) || instrument.Meter.Name.StartsWith("AiStudio", StringComparison.Ordinal))
            {
                var measured = new MeasuredInstrument(instrument, s_labels);
                _instruments.Add(measured);
                listener.EnableMeasurementEvents(instrument, measured);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, measured) => ((MeasuredInstrument)measured!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, measured) => ((MeasuredInstrument)measured!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, measured) => ((MeasuredInstrument)measured!).Record(value, tags));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>Everything, in Prometheus' text format.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var measured in _instruments.Where(one => one.Series.Count > 0).OrderBy(one => one.Instrument.Name, StringComparer.Ordinal))
            PrometheusText.Write(text, measured.Instrument, measured.Series);
        return text.ToString();
    }
}
