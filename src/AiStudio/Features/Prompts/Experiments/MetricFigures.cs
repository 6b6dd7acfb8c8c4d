namespace AiStudio.Features.Prompts.Experiments;

/// <summary>A metric in every arm.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Decides">Whether it is the one that decides.</param>
/// <param name="Arms">By arm number.</param>
public sealed record MetricFigures(Metric Metric, bool Decides, IReadOnlyList<ArmFigure> Arms);
