using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People.Passwords;

/// <summary>Proves by a mail that an address belongs to its account.</summary>
internal sealed class EmailConfirmation(UserManager<AppUser> users, MailQueue mails, SignInLimits limits, SiteLinks links)
{
    public async Task SendAsync(string address)
    {
        if (await users.FindByEmailAsync(address.Trim()) is not { EmailConfirmed: false } user || !limits.MayMail(user.Email!))
        {
            return;
        }

        var token = SiteLinks.Encode(await users.GenerateEmailConfirmationTokenAsync(user));
        mails.Enqueue(new OutgoingMail(user.Email!, "Confirm your address for AiStudio", $"""
            Confirm that this address is yours, within a day:

            {links.To($"/confirm-email?user={user.Id}&token={token}")}

            If you have no account with AiStudio, do nothing.
            """));
    }

    public async Task<bool> ConfirmAsync(Guid userId, string? token) =>
        !string.IsNullOrEmpty(token)
        && await users.FindByIdAsync(userId.ToString()) is { } user
        && (await users.ConfirmEmailAsync(user, token)).Succeeded;
}
