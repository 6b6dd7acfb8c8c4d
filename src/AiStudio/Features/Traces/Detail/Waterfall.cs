namespace AiStudio.Features.Traces.Detail;

/// <summary>When what happened in a trace, from its first moment to its last.</summary>
internal sealed class Waterfall
{
    private const string Gather = "--chart-3";
    private const string Gateway = "--chart-2";
    private const string Model = "--chart-4";
    private const string Failed = "--danger";
    private const string Whole = "--chart-1";

    private static readonly Dictionary<string, string> s_names = new()
    {
        ["gather.prompt"] = "Prompt version",
        ["gather.memory"] = "History",
        ["gather.rewrite"] = "Question rewritten",
        ["gather.retrieval"] = "Passages",
        ["gateway.admission"] = "Admission",
        ["gateway.budgets"] = "Budgets: hold",
        ["gateway.response_cache"] = "Response cache",
        ["gateway.record"] = "Settled and recorded",
        ["turn.commit"] = "Answer committed",
    };

    private readonly DateTimeOffset _from;
    private readonly double _length;

    public Waterfall(TraceDetail trace)
    {
        var spans = trace.Calls.SelectMany(call => call.Spans).Select(span => (From: span.StartedAt, To: span.StartedAt.AddMicroseconds(span.DurationUs)));
        var all = spans.Concat(trace.Calls.Select(call => (From: call.Facts.StartedAt, To: call.Facts.StartedAt.AddMilliseconds(call.Facts.DurationMs)))).ToList();
        _from = all.Min(one => one.From);
        _length = Math.Max(1, (all.Max(one => one.To) - _from).TotalMilliseconds);
        Bars = [.. Lines(trace)];
    }

    /// <summary>Of the whole trace, in milliseconds.</summary>
    public double LengthMs => _length;

    public IReadOnlyList<WaterfallBar> Bars { get; }

    private IEnumerable<WaterfallBar> Lines(TraceDetail trace)
    {
        yield return new(trace.Call.Facts.TurnId is null ? "Call" : "Turn", 0, 0, 100, DecisionWords.Seconds((long)_length), Whole, Group: true);
        foreach (var span in trace.Call.Spans.Where(span => span.Name.StartsWith("gather.", StringComparison.Ordinal)))
            yield return Line(span, Gather, 1);
        foreach (var call in trace.Calls.OrderBy(call => call.Facts.StartedAt))
        {
            yield return Bar(call == trace.Call ? "Gateway" : $"Gateway: {call.Facts.Feature}", 1, call.Facts.StartedAt, call.Facts.DurationMs, Whole) with { Group = true };
            foreach (var span in call.Spans.Where(span => span.Name.StartsWith("gateway.", StringComparison.Ordinal) && span.Name != "gateway.record"))
                yield return Line(span, Gateway, 2);
            foreach (var attempt in call.Attempts)
                yield return Attempt(attempt);
            foreach (var span in call.Spans.Where(span => span.Name == "gateway.record"))
                yield return Line(span, Gateway, 2);
        }

        foreach (var span in trace.Call.Spans.Where(span => span.Name.StartsWith("turn.", StringComparison.Ordinal)))
            yield return Line(span, Whole, 1);
    }

    private WaterfallBar Attempt(AttemptFacts attempt) =>
        Bar($"Attempt {attempt.Number}, {attempt.Provider}", 2, attempt.StartedAt, attempt.DurationMs, attempt.ErrorCode is null ? Model : Failed) with
        {
            FirstToken = attempt.FirstTokenMs is { } first ? Place(attempt.StartedAt.AddMilliseconds(first)) : null,
        };

    private WaterfallBar Line(SpanFacts span, string colour, int depth) =>
        Bar(s_names.GetValueOrDefault(span.Name, span.Name), depth, span.StartedAt, span.DurationUs / 1_000d, colour);

    private WaterfallBar Bar(string name, int depth, DateTimeOffset from, double milliseconds, string colour) =>
        new(name, depth, Place(from), Math.Clamp(milliseconds / _length * 100, 0, 100 - Place(from)), DecisionWords.Seconds((long)Math.Round(milliseconds)), colour, Group: false);

    private double Place(DateTimeOffset at) => Math.Clamp((at - _from).TotalMilliseconds / _length * 100, 0, 100);
}
