using System.Security.Claims;
using AiStudio.Features.People.Sessions;
using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People.Invitations;

public partial class InvitationPage
{
    private InvitationOffer? _offer;
    private Error? _error;
    private bool _isSent;

    [Parameter]
    public Guid Organization { get; set; }

    [Parameter]
    public string Token { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "proof")]
    private string? Proof { get; set; }

    [SupplyParameterFromForm(FormName = "create", Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "create", Name = "password")]
    private string? Password { get; set; }

    [Inject]
    private InvitationAcceptance Acceptance { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    [Inject]
    private SessionService Sessions { get; set; } = null!;

    [Inject]
    private UserManager<AppUser> Users { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool IsSignedIn => Context.User.Identity?.IsAuthenticated == true;

    private bool IsForMe => IsSignedIn && string.Equals(Context.User.FindFirstValue(ClaimTypes.Email), _offer?.Email, StringComparison.OrdinalIgnoreCase);

    private string Here => Context.Request.Path + Context.Request.QueryString;

    private string Title => _offer is null ? "No invitation" : $"Join {_offer.Organization}";

    private string? Lead => this switch
    {
        { _offer: null } => _error?.Message,
        { IsForMe: true } => _error?.Message ?? $"You are invited as {_offer.Role.ToName()}.",
        { IsSignedIn: true } => "This invitation is for another e-mail address. Sign out, then open the link again.",
        { _offer.HasAccount: true } => $"There is an account with {_offer.Email} already.",
        { _offer.IsProved: true } => $"Make your account for {_offer.Email}.",
        { _isSent: true } => $"The link is on its way to {_offer.Email}.",
        _ => $"We mail you a link, to be sure that {_offer.Email} is yours.",
    };

    protected override async Task OnInitializedAsync()
    {
        if (!Limits.MayTry(Context))
        {
            _error = SignInLimits.TooOften;
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        var found = await Acceptance.FindAsync(Organization, Token, Proof, Context.RequestAborted);
        (_offer, _error) = (found.Value, found.Error);
        if (_offer is null)
        {
            // Not 404: the framework sends that one without the page, and the reason would be lost.
            Context.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private string? Problem(params string[] codes) => _error is not null && codes.Contains(_error.Code) ? _error.Message : null;

    private async Task JoinAsync()
    {
        if (Context.User.ToUserId() is { } id && await Users.FindByIdAsync(id.ToString()) is { } user)
        {
            var joined = await Acceptance.JoinAsync(Organization, Token, user, Context.RequestAborted);
            await FinishAsync(joined.Error, user);
        }
    }

    private async Task CreateAsync()
    {
        var created = await Acceptance.CreateAccountAsync(Organization, Token, Proof, Name, Password, Context.RequestAborted);
        await FinishAsync(created.Error, created.Value);
    }

    private void SendProof()
    {
        if (_offer is not null && Limits.MayMail(_offer.Email))
        {
            Acceptance.SendProof(Organization, Token, _offer);
            _isSent = true;
        }
    }

    private async Task FinishAsync(Error? error, AppUser? user)
    {
        _error = error;
        if (error is null)
        {
            await Sessions.OpenAsync(Context, user!, Organization, persistent: false);
            Navigation.NavigateTo("/");
        }
    }
}
