namespace AiStudio.Features.Chat.Rendering;

/// <summary>Where a link of an answer may lead: to a named web address or a mailbox, never to a script, to data or into this app.</summary>
internal static class LinkTarget
{
    private const int Longest = 2048;
    private static readonly string[] Prefixes = ["https://", "http://", "mailto:"];

    /// <summary>The normalised address, or null when the link must stay text.</summary>
    public static string? Allow(string? url)
    {
        if (url is null || url.Length > Longest || url.AsSpan().ContainsAnyInRange('\0', ' ') || url.Contains('\\', StringComparison.Ordinal))
            return null;
        if (!Prefixes.Any(prefix => url.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target))
            return null;
        if (target.Scheme == Uri.UriSchemeMailto)
            return target.AbsoluteUri;

        // "https://bank.example@evil.example" shows one host and opens another.
        return target.Host.Length > 0 && target.UserInfo.Length == 0 ? target.AbsoluteUri : null;
    }

    /// <summary>The host that an allowed address names, in ASCII, so that no letter looks like another; null for a mailbox.</summary>
    public static string? HostOf(string? target) =>
        target is not null && Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme != Uri.UriSchemeMailto ? address.IdnHost : null;
}
