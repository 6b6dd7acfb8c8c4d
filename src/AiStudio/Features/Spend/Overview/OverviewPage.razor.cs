using System.Globalization;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Overview;

/// <summary>What is spent, on what, and what changed. Everything that is chosen stands in the address.</summary>
public partial class OverviewPage
{
    private SpendDimension _by;
    private SpendFilter _shown = new();
    private SpendOverview? _overview;
    private Savings? _savings;
    private string? _problem;
    private IReadOnlyList<SpendChoice> _choices = [];
    private IReadOnlyList<BudgetRow> _budgets = [];
    private BudgetRow? _tight;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private OverviewReport Report { get; set; } = null!;

    [Inject]
    private BudgetList Budgets { get; set; } = null!;

    private (string Name, string? Value) By => ("by", SpendFilter.NameOf(_by));

    private string Subtitle => _overview is { Period: var period } ? $"{period.Words}, USD, days in {period.Zone} · up to the last call" : "What calls of models cost";

    // Reads call by call, so it is asked for.
    private bool Routing => Context.Request.Query["routing"] == "true";

    // The cap of the whole organization by month, where that is what is shown.
    private long? Pace => _shown.IsWide && _overview is { Forecast: not null, Period: { } period } && _budgets.FirstOrDefault(IsTheMonths) is { } budget
        ? budget.CapNanoUsd / DateTime.DaysInMonth(period.From.Year, period.From.Month)
        : null;

    protected override async Task OnInitializedAsync()
    {
        var caller = Context.User.ToCaller()!;
        var filter = SpendFilter.Of(Context.Request.Query);
        _by = Enum.TryParse<SpendDimension>(Context.Request.Query["by"], ignoreCase: true, out var by) && Enum.IsDefined(by) ? by : SpendDimension.Feature;
        var read = await Report.ReadAsync(caller, filter, _by, Context.RequestAborted);
        if (!read.Succeeded)
        {
            _problem = read.Error.Message;
            return;
        }

        _shown = filter.Between(read.Value.Period.From, read.Value.Period.To);
        _choices = (await Report.ChoicesAsync(caller, _shown, Context.RequestAborted)).Value ?? [];
        _budgets = [.. ((await Budgets.ListAsync(caller, Context.RequestAborted)).Value ?? []).Where(budget => !budget.Disabled)];
        _tight = _budgets is [var tightest, ..] ? tightest : null;
        _savings = (await Report.SavingsAsync(caller, _shown, Routing, Context.RequestAborted)).Value;
        _overview = read.Value;
    }

    internal static bool IsTheMonths(BudgetRow budget) => budget is { Scope: BudgetScope.Organization, Period: BudgetPeriod.Month };

    internal static string Share(BudgetRow budget) =>
        budget.CapNanoUsd == 0 ? "all" : string.Create(CultureInfo.InvariantCulture, $"{100m * budget.UsedNanoUsd / budget.CapNanoUsd:0.#} %");

    private string Address(SpendDimension dimension) => _shown.Address("/spend", ("by", SpendFilter.NameOf(dimension)));
}
