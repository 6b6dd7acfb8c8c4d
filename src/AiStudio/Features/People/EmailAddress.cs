using System.Net.Mail;
using AiStudio.Platform.Results;

namespace AiStudio.Features.People;

/// <summary>An e-mail address as a person typed it, refused unless it is one plain address.</summary>
internal static class EmailAddress
{
    private const int LongestAddress = 254;

    public static Result<string> Read(string? text)
    {
        var address = text?.Trim() ?? "";
        return address.Length is > 2 and <= LongestAddress
            && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && MailAddress.TryCreate(address, out var parsed)
            && parsed.Address == address
                ? address
                : Error.Invalid("email", "That is not an e-mail address. Write it as name@company.com.");
    }
}
