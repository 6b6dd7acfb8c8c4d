using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;

namespace AiStudio.Features.Models.Caching;

/// <summary>What caching saved in a period, newest day first, and what looking and checking cost. Every figure leads to the calls that add up to it.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, today.</param>
/// <param name="TimeZone">Whose days these are.</param>
/// <param name="Rows">By day, feature and model.</param>
/// <param name="LookingNanoUsd">What embedding questions for the semantic cache cost.</param>
/// <param name="CheckingNanoUsd">What checking its answers cost.</param>
public sealed record Savings(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<SavingsRow> Rows, long LookingNanoUsd, long CheckingNanoUsd)
{
    /// <summary>The feature that looking is reported under.</summary>
    public const string Looking = "cache-lookup";

    /// <summary>The feature that checking is reported under.</summary>
    public const string Checking = "cache-judge";

    public long ExactNanoUsd => Rows.Sum(row => row.ExactNanoUsd);

    public long SemanticNanoUsd => Rows.Sum(row => row.SemanticNanoUsd);

    /// <summary>Cut to whole nano-dollars at its end, as where the calls are added up.</summary>
    public long PromptNanoUsd => (long)Rows.Sum(row => row.PromptParts);

    public long NetNanoUsd => ExactNanoUsd + SemanticNanoUsd + PromptNanoUsd - LookingNanoUsd - CheckingNanoUsd;

    /// <summary>Where the calls are that saved something.</summary>
    public string Calls(CallSaving saving) => Address(new SpendFilter().Between(From, To), saving);

    /// <summary>Where the calls of looking or checking are.</summary>
    public string Calls(string feature) => new SpendFilter { Feature = feature }.Between(From, To).Address("/spend/calls");

    /// <summary>Where the calls are that a filter admits and that saved something.</summary>
    internal static string Address(SpendFilter filter, CallSaving saving) => filter.Address("/spend/calls", ("saved", CallFilter.NameOf(saving)));
}
