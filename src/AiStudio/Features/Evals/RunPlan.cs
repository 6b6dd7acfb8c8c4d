namespace AiStudio.Features.Evals;

/// <summary>What a run would be.</summary>
/// <param name="Cases">How many cases.</param>
/// <param name="Repeats">How often each is asked.</param>
/// <param name="EstimateNanoUsd">What it may cost at most, by what goes in and the longest answers that are allowed. What a judge says costs besides.</param>
/// <param name="BudgetNanoUsd">Where it stops.</param>
/// <param name="Model">Who answers.</param>
internal sealed record RunPlan(int Cases, int Repeats, long EstimateNanoUsd, long BudgetNanoUsd, string Model);
