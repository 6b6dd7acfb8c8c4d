using AiStudio.Features.People.Organizations;
using AiStudio.Features.People.Passwords;
using AiStudio.Features.People.Sessions;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.SignIn;

public partial class SignInPage
{
    private string? _problem;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? Target { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "keep")]
    private bool Keep { get; set; }

    [Inject]
    private SignInService SignIns { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    [Inject]
    private SignInLog Log { get; set; } = null!;

    [Inject]
    private SessionService Sessions { get; set; } = null!;

    [Inject]
    private EmailConfirmation Confirmation { get; set; } = null!;

    [Inject]
    private FirstOrganization First { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (Context.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(ReturnUrl.Local(Target));
        }
        else if (await First.IsNeededAsync(Context.RequestAborted))
        {
            Navigation.NavigateTo("/set-up");
        }
    }

    private async Task SignInAsync()
    {
        if (!Limits.MayTry(Context))
        {
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _problem = SignInLimits.TooOften.Message;
            return;
        }

        var checkedUser = await SignIns.CheckAsync(Email, Password, Context.RequestAborted);
        if (checkedUser.Succeeded)
        {
            if (await Sessions.OpenAsync(Context, checkedUser.Value, null, Keep) is { } organization)
                await Log.SignedInAsync(checkedUser.Value.Id, organization, Context.RequestAborted);
            Navigation.NavigateTo(ReturnUrl.Local(Target));
            return;
        }

        _problem = checkedUser.Error.Message;
        if (checkedUser.Error.Code == "unconfirmed")
        {
            await Confirmation.SendAsync(Email!);
        }
    }
}
