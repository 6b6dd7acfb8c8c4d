using AiStudio.Features.People.Sessions;
using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People.Account;

public partial class AccountPage
{
    private Caller? _caller;
    private AppUser? _user;
    private IReadOnlyList<Workplace> _workplaces = [];
    private string? _done;
    private string? _nameProblem;
    private Error? _passwordError;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "name", Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "password", Name = "current")]
    private string? Current { get; set; }

    [SupplyParameterFromForm(FormName = "password", Name = "new")]
    private string? New { get; set; }

    [Inject]
    private UserManager<AppUser> Users { get; set; } = null!;

    [Inject]
    private SessionService Sessions { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _caller = Context.User.ToCaller()!;
        _user = await Users.FindByIdAsync(_caller.UserId.ToString()) ?? throw new UnauthorizedAccessException("The account is gone.");
        _workplaces = await Sessions.ListAsync(_caller.UserId, Context.RequestAborted);
    }

    private async Task RenameAsync()
    {
        var name = PersonName.Read(Name);
        if (!name.Succeeded)
        {
            _nameProblem = name.Error.Message;
            return;
        }

        _user!.DisplayName = name.Value;
        await Users.UpdateAsync(_user);
        await ReopenAsync(_user);
        _done = "Your name is saved.";
    }

    private async Task ChangePasswordAsync()
    {
        if (!Limits.MayTry(Context))
        {
            _passwordError = SignInLimits.TooOften;
            return;
        }

        var changed = await Users.ChangePasswordAsync(_user!, Current ?? "", New ?? "");
        if (!changed.Succeeded)
        {
            _passwordError = changed.ToError();
            return;
        }

        await ReopenAsync(_user!);
        _done = "Your password is changed, and every other session of yours has ended.";
    }

    // The cookie carries the name and the stamp of the password.
    private async Task ReopenAsync(AppUser user)
    {
        var persistent = (await Context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Properties?.IsPersistent == true;
        await Sessions.OpenAsync(Context, user, _caller?.OrganizationId, persistent);
    }
}
