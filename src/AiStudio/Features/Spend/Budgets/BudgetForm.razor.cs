using System.Globalization;
using AiStudio.Features.Spend.Budgets.Trial;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets;

public partial class BudgetForm
{
    private string? _problem;
    private TrialOutcome? _outcome;
    private IReadOnlyList<ScopeSuggestion> _suggestions = [];

    /// <summary>What is changed; nothing for a new one.</summary>
    [Parameter]
    public BudgetRow? Budget { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "budget", Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "budget", Name = "scope")]
    private string? Scope { get; set; }

    [SupplyParameterFromForm(FormName = "budget", Name = "whom")]
    private string? Whom { get; set; }

    [SupplyParameterFromForm(FormName = "budget", Name = "period")]
    private string? Period { get; set; }

    [SupplyParameterFromForm(FormName = "budget", Name = "zone")]
    private string? Zone { get; set; }

    [SupplyParameterFromForm(FormName = "budget", Name = "cap")]
    private string? Cap { get; set; }

    [SupplyParameterFromForm(FormName = "budget", Name = "stop")]
    private string? Stop { get; set; }

    /// <summary>Which button sent the form.</summary>
    [SupplyParameterFromForm(FormName = "budget", Name = "act")]
    private string? Act { get; set; }

    [Inject]
    private BudgetTrial Trial { get; set; } = null!;

    [Inject]
    private BudgetService Budgets { get; set; } = null!;

    [Inject]
    private ScopeSuggestions Suggestions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (Budget is null)
            _suggestions = (await Suggestions.ListAsync(Context.User.ToCaller()!, Context.RequestAborted)).Value ?? [];
    }

    private async Task SaveAsync()
    {
        if (Read() is not { } draft)
        {
            return;
        }

        var caller = Context.User.ToCaller()!;
        if (Act == "try")
        {
            var tried = Budget is null
                ? await Trial.TryAsync(caller, draft with { Name = "trial" }, Context.RequestAborted)
                : await Trial.TryAsync(caller, Budget.Id, draft with { Name = "trial" }, Context.RequestAborted);
            (_outcome, _problem) = (tried.Value, tried.Error?.Message);
            return;
        }

        if (Budget is not null)
        {
            _problem = (await Budgets.EditAsync(caller, Budget.Id, draft, Context.RequestAborted)).Error?.Message;
            if (_problem is null)
                Navigation.NavigateTo("/spend/budgets");
            return;
        }

        var made = await Budgets.CreateAsync(caller, draft, Context.RequestAborted);
        _problem = made.Error?.Message;
        // Of a feature its own page says whether anything is reported under it.
        if (made.Succeeded)
            Navigation.NavigateTo(draft.Scope == BudgetScope.Feature ? $"/spend/budgets/{made.Value}" : "/spend/budgets");
    }

    private BudgetDraft? Read()
    {
        if (!decimal.TryParse(Cap, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var cap))
        {
            _problem = "Write the cap as a number of dollars, such as 500 or 12.50.";
            return null;
        }

        if (!int.TryParse(Stop, NumberStyles.None, CultureInfo.InvariantCulture, out var stop))
        {
            _problem = "Write where calls are stopped as a number from 100 to 110.";
            return null;
        }

        var scope = Enum.TryParse<BudgetScope>(Scope, out var named) && Enum.IsDefined(named) ? named : BudgetScope.Organization;
        var period = Enum.TryParse<BudgetPeriod>(Period, out var window) && Enum.IsDefined(window) ? window : BudgetPeriod.Month;
        return new BudgetDraft(Name?.Trim() ?? "", scope, Whom?.Trim() ?? "", period, cap, stop, string.IsNullOrWhiteSpace(Zone) ? null : Zone.Trim());
    }
}
