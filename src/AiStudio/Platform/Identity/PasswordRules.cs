using Microsoft.AspNetCore.Identity;

namespace AiStudio.Platform.Identity;

/// <summary>What length alone does not refuse.</summary>
internal sealed class PasswordRules : IPasswordValidator<AppUser>
{
    private const int LongestPassword = 256;

    public Task<IdentityResult> ValidateAsync(UserManager<AppUser> manager, AppUser user, string? password)
    {
        if (string.Equals(password, user.Email, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("PasswordIsEmail", "The password is the e-mail address. Choose another one.");
        }

        return password?.Length > LongestPassword
            ? Refuse("PasswordTooLong", $"The password is longer than {LongestPassword} characters.")
            : Task.FromResult(IdentityResult.Success);
    }

    private static Task<IdentityResult> Refuse(string code, string description) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = code, Description = description }));
}
