using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AiStudio.Platform.Telemetry;

/// <summary>What one instrument has measured, by its labels. Requests measure several times each: labels become text once, and are found by their values after that.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="labels">The names of labels that are kept; every other one is left out.</param>
internal sealed class MeasuredInstrument(Instrument instrument, string[] labels)
{
    // Beyond it new label sets are dropped: a label that somebody outside can choose must not fill the memory.
    private const int MostSeries = 1_000;

    private readonly ConcurrentDictionary<LabelSet, MetricSeries> _byValues = new();
    private readonly ConcurrentDictionary<string, MetricSeries> _byText = new();
    private readonly bool _isHistogram = instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);
    private readonly bool _replaces = instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);

    public Instrument Instrument => instrument;

    /// <summary>Each series with its labels in Prometheus' form.</summary>
    public IReadOnlyCollection<KeyValuePair<string, MetricSeries>> Series => _byText;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => SeriesOf(tags)?.Record(value, _replaces);

    private MetricSeries? SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var set = LabelSet.Of(tags, labels);
        if (_byValues.TryGetValue(set, out var known))
            return known;
        var text = PrometheusText.Labels(tags, labels);
        if (!_byText.TryGetValue(text, out var series))
        {
            if (_byText.Count >= MostSeries)
                return null;
            series = _byText.GetOrAdd(text, new MetricSeries(_isHistogram));
        }

        if (_byValues.Count < MostSeries)
            _byValues.TryAdd(set, series);
        return series;
    }
}
