using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace AiStudio.Platform.Telemetry;

/// <summary>Adds up what this process measures, from the instruments of the framework and our own (meters named <c>AiStudio…</c>).</summary>
internal sealed class MetricsCollector : IHostedService, IDisposable
{
    // Beyond it an instrument's new label sets are dropped: a label that somebody outside can choose must not fill the memory.
    private const int MostSeries = 1_000;

    private static readonly string[] s_meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    // Templates of routes, never addresses; nothing that a caller can make up.
    private static readonly string[] s_labels =
    [
        "http.request.method", "http.response.status_code", "http.route", "gc.heap.generation", "cpu.mode", "state", "model", "direction", "ending", "error", "kind", "outcome", "scope",
    ];

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, MetricSeries>> _instruments = new();
    private readonly MeterListener _listener = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (s_meters.Contains(instrument.Meter.Name) || instrument.Meter.Name.StartsWith("AiStudio", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>(Record);
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
        foreach (var (instrument, series) in _instruments.OrderBy(one => one.Key.Name, StringComparer.Ordinal))
            PrometheusText.Write(text, instrument, series);
        return text.ToString();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => Record(instrument, value, tags);

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _instruments.GetOrAdd(instrument, _ => new());
        var labels = PrometheusText.Labels(tags, s_labels);
        if (!series.TryGetValue(labels, out var one))
        {
            if (series.Count >= MostSeries)
                return;
            one = series.GetOrAdd(labels, _ => new MetricSeries(instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal)));
        }

        one.Record(value, replaces: instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal));
    }
}
