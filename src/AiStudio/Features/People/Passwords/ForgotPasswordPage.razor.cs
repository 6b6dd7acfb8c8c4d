using AiStudio.Features.People.SignIn;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Passwords;

public partial class ForgotPasswordPage
{
    private bool _isSent;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "forgot", Name = "email")]
    private string? Email { get; set; }

    [Inject]
    private PasswordReset Reset { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    private void Send()
    {
        var address = EmailAddress.Read(Email);
        if (!address.Succeeded || !Limits.MayTry(Context))
        {
            _problem = (address.Error ?? SignInLimits.TooOften).Message;
            return;
        }

        Reset.Request(address.Value);
        _isSent = true;
    }
}
