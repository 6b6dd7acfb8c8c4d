using System.Net;
using AiStudio.Platform.Results;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Http;

/// <summary>
/// Says where this installation connects to. An address that somebody enters is parsed once (<see cref="Parse"/>), every request is looked at
/// (<see cref="Check"/>), and what decides in the end is the address of the real peer (<see cref="Admits"/>): names change what they mean.
/// </summary>
internal sealed class OutboundGuard(IOptions<OutboundOptions> options)
{
    private const int LongestAddress = 2_000;

    private readonly Lazy<PrivateAllowance[]> _allowed = new(() => [.. options.Value.AllowPrivateAddresses.Select(PrivateAllowance.TryParse).OfType<PrivateAllowance>()]);

    /// <summary>The address in its one normal form: lower case, punycode, no final dot. Path and query are kept.</summary>
    public Result<Uri> Parse(string text)
    {
        var address = text.Trim();
        if (address.Length is 0 or > LongestAddress || address.Any(char.IsControl) || address.AsSpan().ContainsAny('\\', '#', ' ')
            || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.IdnHost.Length == 0
            || !(address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)))
        {
            return Refusal("This is no address such as https://host/v1.");
        }

        if (HasUserInfo(address))
        {
            return Refusal("An address here has no user or password in it. Enter the key in its own field.");
        }

        var normal = new UriBuilder(uri) { Host = uri.IdnHost.TrimEnd('.').ToLowerInvariant(), UserName = "", Password = "", Fragment = "" }.Uri;
        return Check(normal) is { } refusal ? refusal : normal;
    }

    /// <summary>What can be said without asking the name service; null when nothing speaks against it.</summary>
    public Error? Check(Uri uri)
    {
        if (uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || !IsHost(uri))
        {
            return Refusal("This is no address that can be connected to.");
        }

        var host = uri.IdnHost;
        if (LiteralOf(host) is { } literal)
        {
            return Admits(uri.Scheme, host, uri.Port, literal) ? null : Closed;
        }

        if (_allowed.Value.Any(allowed => allowed.Names(host) && (allowed.Port is null || allowed.Port == uri.Port)))
        {
            return null;
        }

        // A name may stand for an address in a network that is open; the peer will show.
        var mayBePrivate = _allowed.Value.Any(allowed => allowed.Network is not null && (allowed.Port is null || allowed.Port == uri.Port));
        return mayBePrivate || IsPublicService(uri.Scheme, uri.Port) ? null : Closed;
    }

    /// <summary>Whether a connection to <paramref name="host"/> may be made to this peer.</summary>
    public bool Admits(string scheme, string host, int port, IPAddress peer)
    {
        var plain = AddressRanges.Plain(peer);
        return AddressRanges.ReachOf(plain) switch
        {
            AddressReach.Public => IsPublicService(scheme, port) || (scheme == "https" && _allowed.Value.Any(allowed => allowed.Covers(host, plain, port))),
            AddressReach.Private => _allowed.Value.Any(allowed => allowed.Covers(host, plain, port)),
            _ => false,
        };
    }

    private bool IsPublicService(string scheme, int port) => scheme == "https" && (port == 443 || options.Value.AllowPorts.Contains(port));

    // Names that only look like numbers are what parsers disagree about.
    private static bool IsHost(Uri uri)
    {
        var host = uri.IdnHost;
        return uri.HostNameType switch
        {
            UriHostNameType.IPv4 => IPAddress.TryParse(host, out _),
            UriHostNameType.IPv6 => !host.Contains('%', StringComparison.Ordinal),
            UriHostNameType.Dns => host.Length <= 253 && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
                && !host.StartsWith('.') && !host.EndsWith('.') && !host.Contains("..", StringComparison.Ordinal) && host.Split('.')[^1].Any(char.IsAsciiLetter)
                && !host.Split('.')[^1].StartsWith("0x", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }

    private static IPAddress? LiteralOf(string host) =>
        IPAddress.TryParse(host, out var literal) ? literal
        : host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) ? IPAddress.Loopback
        : null;

    // The parsed address forgets an empty user.
    private static bool HasUserInfo(string address)
    {
        var authority = address[(address.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var end = authority.AsSpan().IndexOfAny('/', '?');
        return (end < 0 ? authority : authority[..end]).Contains('@', StringComparison.Ordinal);
    }

    private static Error Closed => Refusal(
        "This installation does not connect to that address. Public hosts are reached over https; private ones are opened in its configuration (Outbound:AllowPrivateAddresses).");

    private static Error Refusal(string message) => Error.Invalid("address_refused", message);
}
