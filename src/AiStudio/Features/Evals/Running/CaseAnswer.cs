using System.Collections.Concurrent;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;

namespace AiStudio.Features.Evals.Running;

/// <summary>What has come of a case until now.</summary>
internal sealed class CaseAnswer
{
    // Bases that are searched each in its own way are reranked at the same time.
    private readonly ConcurrentBag<GatewayCall> _searches = [];

    public string Text { get; set; } = "";

    public IReadOnlyList<RetrievedPassage> Passages { get; set; } = [];

    public List<CalledTool> ToolCalls { get; } = [];

    public int DurationMs { get; set; }

    public long CostNanoUsd { get; private set; }

    /// <summary>What finding its passages has cost beside it; all of it after <see cref="SearchesEndAsync"/>.</summary>
    public long SearchNanoUsd => _searches.Sum(call => call.CostNanoUsd ?? 0);

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    /// <summary>A call of a tool that no recording covers: the case has failed.</summary>
    public string? Unrecorded { get; set; }

    public string? ErrorCode { get; private set; }

    public string? ErrorMessage { get; private set; }

    public CaseAnswer Break(string code, string message)
    {
        (ErrorCode, ErrorMessage) = (code, message);
        return this;
    }

    /// <summary>Adds what a call of the answer came to.</summary>
    public void Add(GatewayCall call)
    {
        CostNanoUsd += call.CostNanoUsd ?? 0;
        InputTokens += call.Usage?.InputTokens ?? 0;
        OutputTokens += call.Usage?.OutputTokens ?? 0;
    }

    /// <summary>Adds a call that finds its passages.</summary>
    public void AddSearch(GatewayCall call) => _searches.Add(call);

    /// <summary>Waits for those that nobody waited for to their end, because they took too long: what they cost is known only then. One that was not let in never ends.</summary>
    public Task SearchesEndAsync() => Task.WhenAll(_searches.Where(call => call.StartedAt is not null).Select(call => call.Recorded));

    public CheckedAnswer ToChecked(string question) =>
        new(question, Text) { Passages = Passages, ToolCalls = ToolCalls, DurationMs = DurationMs, CostNanoUsd = CostNanoUsd };
}
