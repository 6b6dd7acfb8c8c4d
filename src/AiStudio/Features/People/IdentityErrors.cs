using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Features.People;

/// <summary>Identity's refusals as one sentence that a form can show.</summary>
internal static class IdentityErrors
{
    public static Error ToError(this IdentityResult result)
    {
        var error = result.Errors.First();
        return error.Code switch
        {
            "PasswordTooShort" => Error.Invalid("password", "The password is too short: use at least 12 characters. A few words in a row are easy to remember."),
            "PasswordMismatch" => Error.Invalid("password_wrong", "That is not your present password."),
            "DuplicateEmail" or "DuplicateUserName" => Error.Conflict("email_taken", "There is an account with this e-mail address already. Sign in with it."),
            "InvalidToken" => Error.Invalid("link", "This link is no longer good. Ask for a new one."),
            _ => Error.Invalid(error.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "account", error.Description),
        };
    }
}
