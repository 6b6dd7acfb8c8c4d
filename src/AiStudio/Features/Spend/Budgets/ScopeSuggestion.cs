namespace AiStudio.Features.Spend.Budgets;

/// <summary>Something that a budget can be for.</summary>
/// <param name="Value">As a draft says it.</param>
/// <param name="Label">What it is: “Person: Ada Bell”.</param>
public sealed record ScopeSuggestion(string Value, string Label);
