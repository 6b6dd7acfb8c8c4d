using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets;

public partial class BudgetsPage
{
    private string? _problem;
    private IReadOnlyList<BudgetRow> _budgets = [];
    private IReadOnlyList<SpendAlert> _alerts = [];
    private BudgetRow? _edited;
    private BudgetRow? _raised;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "new")]
    private string? New { get; set; }

    [SupplyParameterFromQuery(Name = "edit")]
    private string? Edit { get; set; }

    [SupplyParameterFromQuery(Name = "raise")]
    private string? Raise { get; set; }

    [Inject]
    private BudgetList Budgets { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var caller = Context.User.ToCaller()!;
        var budgets = await Budgets.ListAsync(caller, Context.RequestAborted);
        var alerts = await Budgets.AlertsAsync(caller, Context.RequestAborted);
        (_budgets, _alerts, _problem) = (budgets.Value ?? [], alerts.Value ?? [], budgets.Error?.Message ?? _problem);
        _edited = _budgets.FirstOrDefault(budget => budget.Id == Id(Edit));
        _raised = _budgets.FirstOrDefault(budget => budget.Id == Id(Raise));
        if ((Edit ?? Raise) is not null && _edited is null && _raised is null)
        {
            _problem ??= "This budget does not exist any more.";
        }
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
