using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AiStudio.Cli;

/// <summary>How a run went, for the console and as a page that needs nothing beside it.</summary>
/// <param name="detail">The run as the API tells it.</param>
/// <param name="results">Its results.</param>
/// <param name="minPass">The share that must pass; null: none must.</param>
internal sealed class EvalReport(JsonElement detail, IReadOnlyList<JsonElement> results, double? minPass)
{
    private const int ShownFailures = 20;

    private const string Style = """
        :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem}
        table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        details{border-bottom:1px solid #8884;padding:.4rem 0}summary{cursor:pointer}.passed::before{content:"✓ "}.failed::before{content:"✗ "}.error::before{content:"! "}
        .failed,.error{font-weight:600}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.6rem}small{opacity:.75}
        """;

    private readonly JsonElement _run = detail.GetProperty("run");

    public string State => _run.GetProperty("state").GetString()!;

    public bool Passed => Rate >= (minPass ?? 0);

    private double Rate => _run.GetProperty("passRate").GetDouble();

    public async Task WriteTableAsync(TextWriter output)
    {
        await output.WriteLineAsync();
        foreach (var line in Facts())
            await output.WriteLineAsync(line);
        await output.WriteLineAsync($"\n{"tag",-24} {"cases",6} {"passed",7} {"rate",7}");
        foreach (var (tag, cases, passed) in Tags())
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{tag,-24} {cases,6} {passed,7} {(double)passed / cases,7:P0}"));
        var failures = results.Where(result => Text(result, "outcome") != "passed").ToList();
        foreach (var failure in failures.Take(ShownFailures))
            await output.WriteLineAsync($"  {Text(failure, "outcome"),-6} {Text(failure, "name"),-14} {Why(failure)}");
        if (failures.Count > ShownFailures)
            await output.WriteLineAsync($"  … and {failures.Count - ShownFailures} more in the report");
    }

    public string ToHtml()
    {
        var page = new StringBuilder($"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Evaluation {Coded(Text(detail, "suiteName"))}</title><style>{Style}</style>")
            .Append(CultureInfo.InvariantCulture, $"<h1>Evaluation: {Coded(Text(detail, "suiteName"))}</h1>");
        foreach (var line in Facts())
            page.Append(CultureInfo.InvariantCulture, $"<p>{Coded(line)}");
        page.Append("<h2>By tag</h2><table><tr><th>Tag<th class=n>Cases<th class=n>Passed<th class=n>Rate");
        foreach (var (tag, cases, passed) in Tags())
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Coded(tag)}<td class=n>{cases}<td class=n>{passed}<td class=n>{(double)passed / cases:P0}");
        page.Append("</table><h2>Cases</h2>");
        foreach (var result in results.OrderBy(result => Text(result, "outcome") == "passed"))
        {
            var tags = string.Join(", ", result.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
            page.Append(CultureInfo.InvariantCulture, $"<details><summary class={Text(result, "outcome")}>{Coded(Text(result, "name"))} {Coded(Text(result, "question"))}</summary><p><small>{Coded(tags)} · {result.GetProperty("durationMs")} ms · {Usd(result.GetProperty("costNanoUsd").GetInt64())}</small>")
                .Append(CultureInfo.InvariantCulture, $"<pre>{Coded(Text(result, "output"))}</pre><ul>");
            foreach (var check in result.GetProperty("checks").EnumerateArray())
                page.Append(CultureInfo.InvariantCulture, $"<li>{(check.GetProperty("passed").ValueKind == JsonValueKind.True ? "✓" : "✗")} {Coded(Text(check, "kind"))}: {Coded(Text(check, "why"))}");
            page.Append(CultureInfo.InvariantCulture, $"</ul>{Coded(Text(result, "errorMessage"))}</details>");
        }

        return page.Append("</html>").ToString();
    }

    private IEnumerable<string> Facts()
    {
        var figures = detail.GetProperty("figures");
        yield return string.Create(CultureInfo.InvariantCulture, $"{_run.GetProperty("passed")} of {_run.GetProperty("cases")} cases passed: {Rate:P1} (95 % interval {detail.GetProperty("low").GetDouble():P1} to {detail.GetProperty("high").GetDouble():P1})"
            + $"{(minPass is { } wanted ? $"; {wanted:P0} must pass: {(Passed ? "passed" : "failed")}" : "")}");
        yield return $"Version {_run.GetProperty("version")}, model {_run.GetProperty("model")}, {Usd(_run.GetProperty("spentNanoUsd").GetInt64())}, p50 {figures.GetProperty("p50Ms")} ms, p95 {figures.GetProperty("p95Ms")} ms";
        if (State != "ended")
            yield return $"The run is {State}. {Text(_run, "reason")}";
    }

    // Tags that name a document say nothing by themselves.
    private IEnumerable<(string Tag, int Cases, int Passed)> Tags() => detail.GetProperty("tags").EnumerateArray()
        .Select(tag => (Text(tag, "tag"), tag.GetProperty("cases").GetInt32(), tag.GetProperty("passed").GetInt32())).Where(tag => !tag.Item1.Contains(':', StringComparison.Ordinal)).OrderBy(tag => tag.Item1, StringComparer.Ordinal);

    private static string Why(JsonElement result) => Text(result, "errorMessage") is { Length: > 0 } error ? error
        : string.Join(' ', result.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("passed").ValueKind != JsonValueKind.True).Select(check => Text(check, "why")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static string Coded(string text) => WebUtility.HtmlEncode(text);

    private static string Usd(long nano) => string.Create(CultureInfo.InvariantCulture, $"${nano / 1_000_000_000m:0.00####}");
}
