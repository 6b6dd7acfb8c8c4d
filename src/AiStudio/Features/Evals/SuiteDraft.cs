namespace AiStudio.Features.Evals;

/// <summary>A suite as it is to be. The name is given once for its address; the prompt cannot be changed later.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Prompt">The slug of the prompt whose versions are asked.</param>
/// <param name="Model">An alias or a pinned id.</param>
public sealed record SuiteDraft(string Name, string Prompt, string Model)
{
    /// <summary>Where passages are looked for; empty: nowhere.</summary>
    public IReadOnlyList<Guid> KnowledgeBaseIds { get; init; } = [];

    /// <summary>How many passages, 0 to 50.</summary>
    public int TopK { get; init; } = 6;

    /// <summary>The share of cases that must pass, 0 to 1.</summary>
    public double MinPassRate { get; init; } = 0.95;

    /// <summary>How much worse than the incumbent a candidate may be at most, as a fraction of cases, 0 to 1.</summary>
    public double Margin { get; init; } = 0.05;

    /// <summary>How far the pass rate may drop before admins are told, 0 to 1.</summary>
    public double AlertDrop { get; init; } = 0.05;

    /// <summary>How often each case is asked, 1 to 10: it passes when more than half of the answers do.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>How many cases are asked at once, 1 to 32.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>What a run may cost at most, in nano-dollars.</summary>
    public long BudgetNanoUsd { get; init; } = 1_000_000_000;

    /// <summary>Whether every new version of the prompt and every change of the model is run by itself.</summary>
    public bool RunsOnChange { get; init; } = true;

    /// <summary>Whether a version must pass it before it may go into production.</summary>
    public bool Gates { get; init; } = true;

    /// <summary>When it runs every night, in UTC; null: it does not.</summary>
    public TimeOnly? NightlyAt { get; init; }

    /// <summary>Who decides checks of tone and rubric.</summary>
    public Guid? JudgeId { get; init; }
}
