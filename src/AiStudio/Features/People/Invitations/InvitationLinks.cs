using System.Security.Cryptography;
using System.Text;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Features.People.Invitations;

/// <summary>
/// Two links to one invitation. The one that is shown says that somebody was invited; the one that is mailed also proves the address,
/// which a new account needs: otherwise whoever invites could take an account in somebody else's name.
/// </summary>
internal sealed class InvitationLinks(SiteLinks site, IMailSender sender, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("invitation-proof");

    public static string NewToken() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Without a mail server nobody can prove an address by mail, so the shown link does.</summary>
    public string Shown(Guid organizationId, string token, Guid invitationId) =>
        sender.Delivers ? site.To($"/invitations/{organizationId}/{token}") : Mailed(organizationId, token, invitationId);

    public string Mailed(Guid organizationId, string token, Guid invitationId) =>
        site.To($"/invitations/{organizationId}/{token}?proof={_protector.Protect(invitationId.ToString())}");

    public bool IsProof(string? proof, Guid invitationId)
    {
        try
        {
            return !string.IsNullOrEmpty(proof) && _protector.Unprotect(proof) == invitationId.ToString();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
