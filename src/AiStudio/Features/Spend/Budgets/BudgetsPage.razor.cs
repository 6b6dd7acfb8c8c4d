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
    private bool New { get; set; }

    [SupplyParameterFromQuery(Name = "edit")]
    private Guid? Edit { get; set; }

    [SupplyParameterFromQuery(Name = "raise")]
    private Guid? Raise { get; set; }

    [Inject]
    private BudgetList Budgets { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var caller = Context.User.ToCaller()!;
        var budgets = await Budgets.ListAsync(caller, Context.RequestAborted);
        var alerts = await Budgets.AlertsAsync(caller, Context.RequestAborted);
        (_budgets, _alerts, _problem) = (budgets.Value ?? [], alerts.Value ?? [], budgets.Error?.Message ?? _problem);
        _edited = _budgets.FirstOrDefault(budget => budget.Id == Edit);
        _raised = _budgets.FirstOrDefault(budget => budget.Id == Raise);
        if ((Edit ?? Raise) is not null && _edited is null && _raised is null)
        {
            _problem ??= "This budget does not exist any more.";
        }
    }
}
