using System.Text.Json;
using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Traces.Recording;

/// <summary>The spans of a call. Its attempts are not among them: they have rows of their own, written with the call.</summary>
internal static class CallSpans
{
    public static IEnumerable<TraceSpan> Of(TraceItem item) => item switch
    {
        { Late: { } late } => [late],
        { Trace: { } trace } => (trace.Call.Context?.Spans ?? []).Concat(trace.Call.Notes.Stages.Select(
            stage => new TraceSpan($"gateway.{stage.Name}", trace.AdmittedAt + stage.After, stage.Duration))),
        _ => [],
    };

    public static string Attributes(TraceSpan span) => span.Attributes is null ? "{}" : JsonSerializer.Serialize(span.Attributes);
}
