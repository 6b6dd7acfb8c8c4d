using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;

namespace AiStudio.Features.Models.Caching;

/// <summary>What caching saved on one day with one feature and model, in nano-dollars.</summary>
/// <param name="Day">In the organization's time zone.</param>
/// <param name="Feature">The feature tag of the calls.</param>
/// <param name="Model">The model that answered, or had answered first; empty when that is not known.</param>
/// <param name="ExactHits">Calls that got the answer to the same messages.</param>
/// <param name="SemanticHits">Calls that got the answer to a similar question.</param>
/// <param name="ExactNanoUsd">What the answers of the former had cost.</param>
/// <param name="SemanticNanoUsd">What those of the latter had cost.</param>
/// <param name="CachedTokens">Input tokens read from the provider's prompt cache.</param>
/// <param name="PromptParts">What those would have cost more as fresh input, less the surcharge for writing, to the millionth of a nano-dollar; below zero when more was written than read.</param>
public sealed record SavingsRow(
    DateOnly Day, string Feature, string Model, long ExactHits, long SemanticHits, long ExactNanoUsd, long SemanticNanoUsd, long CachedTokens, decimal PromptParts)
{
    /// <summary>The same in whole nano-dollars.</summary>
    public long PromptNanoUsd => (long)PromptParts;

    public long SavedNanoUsd => ExactNanoUsd + SemanticNanoUsd + PromptNanoUsd;

    /// <summary>Where its calls are that saved something.</summary>
    public string Calls(CallSaving saving) =>
        Savings.Address(new SpendFilter { Feature = SpendFilter.ValueOf(Feature), Model = SpendFilter.ValueOf(Model) }.Between(Day, Day), saving);
}
