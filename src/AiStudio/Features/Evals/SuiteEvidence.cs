namespace AiStudio.Features.Evals;

/// <summary>What a gating suite says of a version as everything stands now.</summary>
/// <param name="SuiteId">Which suite.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="MinPassRate">The share of cases that must pass, 0 to 1.</param>
/// <param name="Margin">How much worse than the incumbent it may be, as a fraction of cases.</param>
/// <param name="EvidenceHash">What a run must be of to count.</param>
/// <param name="Run">The newest run of exactly this, running or ended; null: there is none.</param>
internal sealed record SuiteEvidence(Guid SuiteId, string Slug, string Name, double MinPassRate, double Margin, byte[] EvidenceHash, RunSummary? Run)
{
    /// <summary>Why the suite can give no evidence at all, for people: its judge may not gate yet, it has no cases. Null: it can.</summary>
    public string? Obstacle { get; init; }
}
