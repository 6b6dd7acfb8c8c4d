namespace AiStudio.Features.Models.Caching;

/// <summary>What caching saved in a period, newest day first, and what looking and checking cost.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, today.</param>
/// <param name="TimeZone">Whose days these are.</param>
/// <param name="Rows">By day, feature and model.</param>
/// <param name="SpentNanoUsd">What embedding questions for the semantic cache and checking its answers cost.</param>
public sealed record Savings(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<SavingsRow> Rows, long SpentNanoUsd)
{
    public long ExactNanoUsd => Rows.Sum(row => row.ExactNanoUsd);

    public long SemanticNanoUsd => Rows.Sum(row => row.SemanticNanoUsd);

    public long PromptNanoUsd => Rows.Sum(row => row.PromptNanoUsd);

    public long NetNanoUsd => ExactNanoUsd + SemanticNanoUsd + PromptNanoUsd - SpentNanoUsd;
}
