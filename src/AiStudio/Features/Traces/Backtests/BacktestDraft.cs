namespace AiStudio.Features.Traces.Backtests;

/// <summary>A backtest to be started.</summary>
/// <param name="Filter">Which calls.</param>
/// <param name="VersionId">The candidate version; calls that another prompt made are left out.</param>
/// <param name="Model">The candidate model; null keeps that of each call.</param>
internal sealed record BacktestDraft(BacktestFilter Filter, Guid? VersionId, string? Model)
{
    /// <summary>Who says which answers are good; null: figures are compared only.</summary>
    public Guid? JudgeId { get; init; }
}
