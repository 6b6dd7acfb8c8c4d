using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Budgets;

public partial class BudgetTableRow
{
    [Parameter, EditorRequired]
    public BudgetRow Budget { get; set; } = null!;

    /// <summary>It could not be switched on or off, for this reason.</summary>
    [Parameter]
    public EventCallback<string> OnRefused { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private BudgetService Budgets { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task SwitchAsync()
    {
        var caller = Context.User.ToCaller()!;
        var switched = Budget.Disabled
            ? await Budgets.EnableAsync(caller, Budget.Id, Context.RequestAborted)
            : await Budgets.DisableAsync(caller, Budget.Id, Context.RequestAborted);
        if (switched.Succeeded)
        {
            Navigation.NavigateTo("/spend/budgets");
        }
        else
        {
            await OnRefused.InvokeAsync(switched.Error.Message);
        }
    }
}
