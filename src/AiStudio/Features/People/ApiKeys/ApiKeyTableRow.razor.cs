using AiStudio.Features.Spend.Budgets;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>One key, with the buttons that the reader may press; they belong to the form around the table.</summary>
public partial class ApiKeyTableRow
{
    [Parameter, EditorRequired]
    public ApiKeyRow Key { get; set; } = null!;

    [Parameter, EditorRequired]
    public bool ShowsCreator { get; set; }

    private string State => Key switch
    {
        { RevokedAt: not null } => "Revoked",
        { Live: false } => "Over",
        { PreviousUntil: { } until } => $"Active, old secret until {Moment.Of(until)}",
        { ExpiresAt: { } end } => $"Active until {Moment.Of(end)}",
        _ => "Active",
    };

    private string Budget => Key.Budget is { } budget
        ? $"{Money.Format(budget.UsedNanoUsd)} of {Money.Format(budget.CapNanoUsd)} this {BudgetWording.Period(budget.Period)}"
        : "none of its own";
}
