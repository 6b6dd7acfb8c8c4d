using System.Globalization;

namespace AiStudio.Cli;

/// <summary>What <c>./studio eval</c> was asked for.</summary>
internal sealed record EvalArguments
{
    public const string Usage = """
        ./studio eval <suite> --prompt <slug>[@version|@label] [--model M] [--min-pass 0.95] [--url http://localhost:5080] [--out report.html]
            runs a suite of a running AiStudio; the key, with the scope evals, is read from AISTUDIO_API_KEY
        ./studio eval --cases <jsonl or csv> --docs <jsonl> [--min-pass 0.8] [--out report.html]
            runs cases over documents (id, title, text) with the offline model, in an AiStudio of its own that is gone afterwards
        exit code: 0 passed, 1 too few cases passed, 2 could not run
        """;

    public string? Suite { get; private init; }

    /// <summary>The prompt's slug.</summary>
    public string? Prompt { get; private init; }

    /// <summary>A version's number or a label; null: what stands at production.</summary>
    public string? Version { get; private init; }

    public string? Model { get; private init; }

    public double? MinPass { get; private init; }

    public Uri Url { get; private init; } = new("http://localhost:5080");

    public string? Out { get; private init; }

    public string? Cases { get; private init; }

    public string? Docs { get; private init; }

    /// <summary>Null when it is not understood.</summary>
    public static EvalArguments? Parse(string[] args)
    {
        var parsed = new EvalArguments();
        for (var at = 0; at < args.Length; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal))
            {
                if (parsed.Suite is not null)
                    return null;
                parsed = parsed with { Suite = args[at] };
                continue;
            }

            var (name, value) = args[at].Split('=', 2) is [var named, var given] ? (named, given) : (args[at], at + 1 < args.Length ? args[++at] : null);
            if (value is null || parsed.With(name, value) is not { } with)
                return null;
            parsed = with;
        }

        return (parsed.Suite, parsed.Prompt, parsed.Cases, parsed.Docs) is ({ }, { }, null, null) or (null, null, { }, { }) ? parsed : null;
    }

    private EvalArguments? With(string name, string value) => name switch
    {
        "--prompt" => value.Split('@', 2) is [var slug, var version] ? this with { Prompt = slug, Version = version } : this with { Prompt = value },
        "--model" => this with { Model = value },
        "--min-pass" => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 ? this with { MinPass = share } : null,
        "--url" => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? this with { Url = new Uri(value.TrimEnd('/') + "/") } : null,
        "--out" => this with { Out = value },
        "--cases" => this with { Cases = value },
        "--docs" => this with { Docs = value },
        _ => null,
    };
}
