using AiStudio.Features.People.Sessions;
using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People.Organizations;

public partial class SetUpPage
{
    private bool _isOpen;
    private Error? _error;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "set-up", Name = "organization")]
    private string? Organization { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "zone")]
    private string? Zone { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "password")]
    private string? Password { get; set; }

    [Inject]
    private FirstOrganization First { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    [Inject]
    private SessionService Sessions { get; set; } = null!;

    [Inject]
    private UserManager<AppUser> Users { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _isOpen = await First.IsNeededAsync(Context.RequestAborted);
        if (!_isOpen)
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private string? Problem(params string[] codes) => _error is not null && codes.Contains(_error.Code) ? _error.Message : null;

    private async Task SetUpAsync()
    {
        if (_isOpen)
        {
            _error = await TryAsync();
        }
    }

    private async Task<Error?> TryAsync()
    {
        var (name, email) = (PersonName.Read(Name), EmailAddress.Read(Email));
        if ((Limits.MayTry(Context) ? name.Error ?? email.Error : SignInLimits.TooOften) is { } error)
        {
            return error;
        }

        var owner = new FirstPerson(email.Value!, name.Value!, Password ?? "", Role.Owner);
        var created = await First.CreateAsync(Organization ?? "", Zone ?? OrganizationZone.Default, [owner], Context.RequestAborted);
        if (created.Succeeded)
        {
            var user = await Users.FindByIdAsync(created.Value.UserId!.Value.ToString());
            await Sessions.OpenAsync(Context, user!, created.Value.OrganizationId, persistent: false);
            Navigation.NavigateTo("/");
        }
        else if (created.Error.Code == "already_set_up")
        {
            _isOpen = false;
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return created.Error;
    }
}
