using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Filters;

/// <summary>Chooses a filter. It is a plain form: what is chosen stands in the address.</summary>
public partial class FilterBar
{
    [Parameter, EditorRequired]
    public SpendFilter Filter { get; set; } = null!;

    [Parameter, EditorRequired]
    public SpendPeriod Period { get; set; } = null!;

    /// <summary>What may be chosen; what the filter names is among it.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<SpendChoice> Choices { get; set; } = [];

    /// <summary>Where the filter is shown.</summary>
    [Parameter, EditorRequired]
    public string Page { get; set; } = "";

    /// <summary>What else stands in its address and stays.</summary>
    [Parameter]
    public (string Name, string? Value)[] More { get; set; } = [];

    /// <summary>Fields of the form that only this page has.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private IEnumerable<(string Label, DateOnly From, DateOnly To)> Presets
    {
        get
        {
            var today = Period.Today;
            var first = new DateOnly(today.Year, today.Month, 1);
            return
            [
                ("Today", today, today),
                ("Yesterday", today.AddDays(-1), today.AddDays(-1)),
                ("7 days", today.AddDays(-6), today),
                ("This month", first, today),
                ("Last month", first.AddMonths(-1), first.AddDays(-1)),
                ("90 days", today.AddDays(-89), today),
            ];
        }
    }

    /// <summary>What a dimension is called.</summary>
    public static string Label(SpendDimension dimension) => dimension switch
    {
        SpendDimension.User => "Person",
        SpendDimension.Key => "API key",
        _ => dimension.ToString(),
    };

    private string? Chosen(SpendDimension dimension) => Filter.Values.Single(value => value.Dimension == dimension).Value;

    private string NameOf(SpendDimension dimension, string value) =>
        Choices.FirstOrDefault(choice => choice.Dimension == dimension && choice.Key == value)?.Name ?? new SpendNames().Of(dimension, value);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
