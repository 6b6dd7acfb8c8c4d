using AiStudio.Features.People.SignIn;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People.Passwords;

/// <summary>A new password by mail: a link that works for an hour and once.</summary>
internal sealed class PasswordReset(UserManager<AppUser> users, MailQueue mails, SignInLimits limits)
{
    /// <summary>Says nothing: whether there is such an account is found out after the answer.</summary>
    public void Request(string address)
    {
        if (limits.MayMail(address))
        {
            mails.Enqueue((services, _) => WriteAsync(services, address));
        }
    }

    public async Task<Result<Done>> ResetAsync(Guid userId, string? token, string? password)
    {
        if (string.IsNullOrEmpty(token) || await users.FindByIdAsync(userId.ToString()) is not { DisabledAt: null } user)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().InvalidToken()).ToError();
        }

        // The new security stamp that comes with it spends the link and ends every session.
        var result = await users.ResetPasswordAsync(user, token, password ?? "");
        if (!result.Succeeded)
        {
            return result.ToError();
        }

        // The link came by mail, so the address is proved; and whoever locked the account by guessing is done with.
        user.EmailConfirmed = true;
        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
        await users.UpdateAsync(user);
        return Done.Value;
    }

    private static async Task<OutgoingMail?> WriteAsync(IServiceProvider services, string address)
    {
        var users = services.GetRequiredService<UserManager<AppUser>>();
        if (await users.FindByEmailAsync(address) is not { DisabledAt: null } user)
        {
            return null;
        }

        var token = SiteLinks.Encode(await users.GeneratePasswordResetTokenAsync(user));
        var link = services.GetRequiredService<SiteLinks>().To($"/reset-password?user={user.Id}&token={token}");
        return new OutgoingMail(user.Email!, "Set a new password for AiStudio", $"""
            Somebody, probably you, asked for a new password for this address.
            Set it here, within one hour:

            {link}

            If it was not you, do nothing: your password stays as it is.
            """);
    }
}
