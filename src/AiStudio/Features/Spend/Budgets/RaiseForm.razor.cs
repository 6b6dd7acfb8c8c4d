using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets;

public partial class RaiseForm
{
    private string? _problem;

    [Parameter, EditorRequired]
    public BudgetRow Budget { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "raise", Name = "extra")]
    private string? Extra { get; set; }

    [SupplyParameterFromForm(FormName = "raise", Name = "hours")]
    private string? Hours { get; set; }

    [SupplyParameterFromForm(FormName = "raise", Name = "reason")]
    private string? Reason { get; set; }

    [Inject]
    private BudgetService Budgets { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task SaveAsync()
    {
        if (!decimal.TryParse(Extra, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var extra)
            || !int.TryParse(Hours, NumberStyles.None, CultureInfo.InvariantCulture, out var hours))
        {
            _problem = "Write dollars and hours as numbers.";
            return;
        }

        var raise = new BudgetRaise(extra, TimeSpan.FromHours(hours), Reason?.Trim() ?? "");
        _problem = (await Budgets.RaiseAsync(Context.User.ToCaller()!, Budget.Id, raise, Context.RequestAborted)).Error?.Message;
        if (_problem is null)
        {
            Navigation.NavigateTo("/spend/budgets");
        }
    }
}
