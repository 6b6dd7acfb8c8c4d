namespace AiStudio.Gateway.Audit;

/// <summary>How long a stage kept a call before it went on.</summary>
/// <param name="Name">The stage: <c>admission</c>, <c>budgets</c>, <c>response_cache</c>, <c>record</c>.</param>
/// <param name="After">When it began, from the call's admission on.</param>
/// <param name="Duration">How long it took.</param>
public sealed record StageTime(string Name, TimeSpan After, TimeSpan Duration);
