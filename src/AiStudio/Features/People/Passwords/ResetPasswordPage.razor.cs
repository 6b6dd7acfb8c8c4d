using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Passwords;

public partial class ResetPasswordPage
{
    private bool _isDone;
    private string? _problem;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "user")]
    private string? User { get; set; }

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "reset", Name = "password")]
    private string? Password { get; set; }

    [Inject]
    private PasswordReset Resets { get; set; } = null!;

    [Inject]
    private SignInLimits Limits { get; set; } = null!;

    private async Task ResetAsync()
    {
        if (!Limits.MayTry(Context))
        {
            _problem = SignInLimits.TooOften.Message;
            return;
        }

        _ = Guid.TryParse(User, out var user);
        var reset = await Resets.ResetAsync(user, SiteLinks.Decode(Token), Password);
        _isDone = reset.Succeeded;
        _problem = reset.Error?.Message;
    }
}
