using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace AiStudio.Platform.Telemetry;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public static void Write(StringBuilder text, Instrument instrument, IReadOnlyCollection<KeyValuePair<string, MetricSeries>> series)
    {
        var histogram = series.Any(one => one.Value.IsHistogram);
        var counter = instrument.GetType().Name is var type && (type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal));
        var name = Name(instrument.Name) + Unit(instrument.Unit) + (counter ? "_total" : "");
        if (instrument.Description is { Length: > 0 } help)
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(histogram ? "histogram" : counter ? "counter" : "gauge")}\n");
        foreach (var (labels, one) in series.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var (sum, buckets) = one.Read();
            if (!histogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {sum}\n");
                continue;
            }

            var seen = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                var bound = i < MetricSeries.Bounds.Length ? MetricSeries.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braced(Joined(labels, $"le=\"{bound}\""))} {seen += buckets[i]}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(labels)} {sum}\n{name}_count{Braced(labels)} {seen}\n");
        }
    }

    /// <summary>The labels that are allowed, in order, escaped.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags, string[] allowed)
    {
        if (tags.IsEmpty)
            return "";
        var labels = new List<string>(tags.Length);
        foreach (var (key, value) in tags)
        {
            if (value is not null && allowed.Contains(key))
                labels.Add($"{Name(key)}=\"{Escaped(Convert.ToString(value, CultureInfo.InvariantCulture)!)}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private static string Name(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Unit(string? unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Joined(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

    private static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";
}
