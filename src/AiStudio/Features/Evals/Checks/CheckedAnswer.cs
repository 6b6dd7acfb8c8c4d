using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Features.Evals.Checks;

/// <summary>An answer and all that checks ask about.</summary>
internal sealed record CheckedAnswer(string Question, string Text)
{
    /// <summary>What it was given to read; a marker's number is the place in the list, from 1.</summary>
    public IReadOnlyList<RetrievedPassage> Passages { get; init; } = [];

    public IReadOnlyList<CalledTool> ToolCalls { get; init; } = [];

    public int DurationMs { get; init; }

    public long CostNanoUsd { get; init; }
}
