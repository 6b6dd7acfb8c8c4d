using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets;

public partial class BudgetForm
{
    private string? _problem;

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

    [Inject]
    private BudgetService Budgets { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task SaveAsync()
    {
        if (Read() is not { } draft)
        {
            return;
        }

        var caller = Context.User.ToCaller()!;
        _problem = Budget is null
            ? (await Budgets.CreateAsync(caller, draft, Context.RequestAborted)).Error?.Message
            : (await Budgets.EditAsync(caller, Budget.Id, draft, Context.RequestAborted)).Error?.Message;
        if (_problem is null)
        {
            Navigation.NavigateTo("/spend/budgets");
        }
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
