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

    // The end of the window as it was shown; empty for hours.
    [SupplyParameterFromForm(FormName = "raise", Name = "until")]
    private string? Until { get; set; }

    [SupplyParameterFromForm(FormName = "raise", Name = "hours")]
    private string? Hours { get; set; }

    [SupplyParameterFromForm(FormName = "raise", Name = "reason")]
    private string? Reason { get; set; }

    [Inject]
    private BudgetService Budgets { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string WindowEnd => Budget.RenewsAt.ToString("O", CultureInfo.InvariantCulture);

    private bool ForHours => Until is { Length: 0 };

    private async Task SaveAsync()
    {
        var until = DateTimeOffset.TryParse(Until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : (DateTimeOffset?)null;
        if (!decimal.TryParse(Extra, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var extra)
            || (!int.TryParse(Hours, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && until is null))
        {
            _problem = "Write dollars and hours as numbers.";
            return;
        }

        var raise = new BudgetRaise(extra, until is null ? TimeSpan.FromHours(hours) : null, Reason?.Trim() ?? "") { WindowEndsAt = until };
        _problem = (await Budgets.RaiseAsync(Context.User.ToCaller()!, Budget.Id, raise, Context.RequestAborted)).Error?.Message;
        if (_problem is null)
        {
            Navigation.NavigateTo("/spend/budgets");
        }
    }
}
