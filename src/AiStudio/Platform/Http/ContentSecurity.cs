using System.Security.Cryptography;

namespace AiStudio.Platform.Http;

/// <summary>What a page of this site may load and run: its own files, and the scripts that carry the page's nonce.</summary>
internal static class ContentSecurity
{
    private static readonly object s_key = new();

    /// <summary>The nonce of this page, new for each.</summary>
    public static string CspNonce(this HttpContext context)
    {
        if (context.Items[s_key] is not string nonce)
            context.Items[s_key] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        return nonce;
    }

    // Components place things by style attributes, which carry no nonce; they run nothing.
    public static string Policy(HttpContext context) =>
        $"default-src 'self'; script-src 'self' 'nonce-{context.CspNonce()}'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'none'; frame-ancestors 'none'";

    /// <summary>For an answer that is no page: nothing at all.</summary>
    public const string Nothing = "default-src 'none'; frame-ancestors 'none'";
}
