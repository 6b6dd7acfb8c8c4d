using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Passwords;

public partial class ConfirmEmailPage
{
    private string? _answer;

    [SupplyParameterFromQuery(Name = "user")]
    private string? User { get; set; }

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    [Inject]
    private EmailConfirmation Confirmation { get; set; } = null!;

    private async Task ConfirmAsync() =>
        _answer = Guid.TryParse(User, out var user) && await Confirmation.ConfirmAsync(user, SiteLinks.Decode(Token))
            ? "Your address is confirmed. Sign in with it."
            : "This link is no longer good. Sign in, and we mail you a new one.";
}
