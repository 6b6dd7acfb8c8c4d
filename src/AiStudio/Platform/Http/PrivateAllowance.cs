using System.Globalization;
using System.Net;

namespace AiStudio.Platform.Http;

/// <summary>One place that may be reached although it is private.</summary>
/// <param name="Host">A name, as it stands in the address; null for a network.</param>
/// <param name="Network">Addresses; null for a name.</param>
/// <param name="Port">The only port; null for every port.</param>
internal sealed record PrivateAllowance(string? Host, IPNetwork? Network, int? Port)
{
    public bool Covers(string host, IPAddress peer, int port) =>
        (Port is null || Port == port) && (Network is { } network ? network.Contains(peer) : Names(host));

    public bool Names(string host) => string.Equals(Host, host, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>host</c>, <c>host:port</c>, an address, <c>[v6]:port</c>, or a network with its prefix length; null for anything else.</summary>
    public static PrivateAllowance? TryParse(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(text, out var network) ? new(null, network, null) : null;
        }

        if (IPAddress.TryParse(text, out var bare) && (text.Contains("::", StringComparison.Ordinal) || text.Count(character => character == ':') != 1))
        {
            return new(null, Just(bare), null);
        }

        if (!Uri.TryCreate($"http://{text}", UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.IdnHost.Length == 0)
        {
            return null;
        }

        int? port = text.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{uri.Port}"), StringComparison.Ordinal) ? uri.Port : null;
        return IPAddress.TryParse(uri.IdnHost, out var address) ? new(null, Just(address), port) : new(uri.IdnHost.TrimEnd('.'), null, port);
    }

    private static IPNetwork Just(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
