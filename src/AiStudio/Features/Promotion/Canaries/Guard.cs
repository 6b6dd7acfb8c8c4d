using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>A metric that must not become worse.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Worst">How much worse than the incumbent is still let pass: of a share a difference, of an amount a fraction of the incumbent's mean.</param>
/// <param name="Scale">How large the differences are that it is to find first, in the same unit; fixed before anything is measured.</param>
internal sealed record Guard(Metric Metric, double Worst, double Scale);
