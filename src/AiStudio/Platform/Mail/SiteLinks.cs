using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Mail;

/// <summary>Addresses for mails. They begin with the configured public address: what a request calls the site is never believed.</summary>
internal sealed class SiteLinks(IOptions<StudioOptions> options)
{
    public string To(string path) => options.Value.PublicUrl.TrimEnd('/') + path;

    /// <summary>A token as it can stand in an address.</summary>
    public static string Encode(string token) => WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(token));

    /// <summary>The token, or empty when it is none.</summary>
    public static string Decode(string? text)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text ?? ""));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
