using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Redaction;

namespace AiStudio.Features.Traces.Settings;

/// <summary>A policy as somebody wants it.</summary>
internal sealed record PolicyDraft(PayloadMode Mode, int KeepDays, int TraceDays, IReadOnlyList<RedactionPattern> Patterns)
{
    /// <summary>Patterns as they are written: a line each, <c>name = expression</c>.</summary>
    public static IReadOnlyList<RedactionPattern> PatternsOf(string lines) =>
    [
        .. from line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           let parts = line.Split('=', 2, StringSplitOptions.TrimEntries)
           select new RedactionPattern(parts[0], parts.Length > 1 ? parts[1] : ""),
    ];

    public static string LinesOf(IReadOnlyList<RedactionPattern> patterns) => string.Join('\n', patterns.Select(pattern => $"{pattern.Name} = {pattern.Expression}"));
}
