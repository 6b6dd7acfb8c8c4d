namespace AiStudio.Features.Traces.Recording;

/// <summary>What was set aside, in nano-dollars, and what the tightest budget left besides.</summary>
public sealed record BudgetDecision(long? Granted, bool Clamped, int? MaxOutputTokens, long? Tightest)
{
    public BudgetStop? RefusedBy { get; init; }
}
