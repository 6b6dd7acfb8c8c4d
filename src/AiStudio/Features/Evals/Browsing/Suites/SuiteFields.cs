using AiStudio.Platform;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>A suite's settings as a form holds them: shares in percent, money in dollars.</summary>
public sealed class SuiteFields
{
    public string Name { get; set; } = "";

    public string Prompt { get; set; } = "";

    public string Model { get; set; } = "";

    public HashSet<Guid> Bases { get; private init; } = [];

    public int TopK { get; set; } = 6;

    public double MinPass { get; set; } = 95;

    public double Margin { get; set; } = 5;

    public double AlertDrop { get; set; } = 5;

    public int Repeats { get; set; } = 1;

    public int Parallel { get; set; } = 4;

    public decimal BudgetUsd { get; set; } = 1;

    public bool RunsOnChange { get; set; } = true;

    public bool Gates { get; set; } = true;

    public TimeOnly? NightlyAt { get; set; }

    public Guid? JudgeId { get; set; }

    public static SuiteFields Of(SuiteDraft draft) => new()
    {
        Name = draft.Name,
        Prompt = draft.Prompt,
        Model = draft.Model,
        Bases = [.. draft.KnowledgeBaseIds],
        TopK = draft.TopK,
        MinPass = Math.Round(draft.MinPassRate * 100, 4),
        Margin = Math.Round(draft.Margin * 100, 4),
        AlertDrop = Math.Round(draft.AlertDrop * 100, 4),
        Repeats = draft.Repeats,
        Parallel = draft.Parallel,
        BudgetUsd = NanoUsd.ToUsd(draft.BudgetNanoUsd),
        RunsOnChange = draft.RunsOnChange,
        Gates = draft.Gates,
        NightlyAt = draft.NightlyAt,
        JudgeId = draft.JudgeId,
    };

    public SuiteDraft ToDraft() => new(Name, Prompt, Model)
    {
        KnowledgeBaseIds = [.. Bases],
        TopK = TopK,
        MinPassRate = MinPass / 100,
        Margin = Margin / 100,
        AlertDrop = AlertDrop / 100,
        Repeats = Repeats,
        Parallel = Parallel,
        BudgetNanoUsd = NanoUsd.FromUsd(Math.Clamp(BudgetUsd, -1, 10_000_000)),
        RunsOnChange = RunsOnChange,
        Gates = Gates,
        NightlyAt = NightlyAt,
        JudgeId = JudgeId,
    };
}
