using AiStudio.Features.Traces.Recording;

namespace AiStudio.Features.Traces.Detail;

/// <summary>One call of a trace: its facts, its attempts, what took time, and why it went as it did.</summary>
public sealed record TraceCall(CallFacts Facts, IReadOnlyList<AttemptFacts> Attempts, IReadOnlyList<SpanFacts> Spans, DecisionRecord? Decision);
