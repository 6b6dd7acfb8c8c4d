using System.Diagnostics.Metrics;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Api.Operations;

/// <summary>Counts what is recorded, so that the figures of a node add up to its records. Labels are ours: pinned models and codes, never what a caller wrote.</summary>
internal sealed class CallCounters : ICallLog
{
    private readonly ICallLog _inner;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _known;
    private readonly Counter<long> _overBudget;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;

    public CallCounters(ICallLog inner, IMeterFactory meters)
    {
        _inner = inner;
        var meter = meters.Create("AiStudio.Calls");
        _calls = meter.CreateCounter<long>("aistudio.calls", description: "Calls of models, by how they ended.");
        _tokens = meter.CreateCounter<long>("aistudio.tokens", description: "Tokens, in and out.");
        _cost = meter.CreateCounter<double>("aistudio.cost.usd", description: "Settled cost in US dollars; the ledger has it exactly.");
        _known = meter.CreateCounter<long>("aistudio.answer_cache", description: "Calls for which a known answer would have done: exact and semantic hits, and misses.");
        _overBudget = meter.CreateCounter<long>("aistudio.budget.refusals", description: "Calls that a budget had no money for.");
        _duration = meter.CreateHistogram<double>("aistudio.call.duration", "s", "How long calls took.");
        _firstToken = meter.CreateHistogram<double>("aistudio.call.first_token", "s", "How long until the first token.");
    }

    public async ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken)
    {
        await _inner.RecordAsync(record, cancellationToken);
        var model = new KeyValuePair<string, object?>("model", record.ServedModel);
        _calls.Add(1, model, new("ending", record.Ending), new("error", record.ErrorCode));
        _duration.Record(record.Duration.TotalSeconds, model);
        if (record.FirstTokenAfter is { } first)
            _firstToken.Record(first.TotalSeconds, model);
        if (record.Usage is { } usage)
        {
            _tokens.Add(usage.InputTokens, model, new("direction", "in"));
            _tokens.Add(usage.OutputTokens, model, new("direction", "out"));
        }

        if (record.CacheAsked || record.CacheKind is not null)
            _known.Add(1, new KeyValuePair<string, object?>("outcome", record.CacheKind switch { CacheKind.Exact => "exact", CacheKind.Semantic => "semantic", _ => "miss" }));
        if (record.RefusedBy is not null)
            _overBudget.Add(1);
        _cost.Add(record.CostNanoUsd / 1e9, model);
    }
}
