using System.Net;
using System.Net.Sockets;

namespace AiStudio.Platform.Http;

/// <summary>Sorts addresses by the registries of special-purpose addresses (RFC 6890 and its successors); what is not listed there is public.</summary>
internal static class AddressRanges
{
    // More specific first: the metadata services stand inside private and public ranges.
    private static readonly (IPNetwork Network, AddressReach Reach)[] s_ranges =
    [
        .. Of(AddressReach.Never,
            "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::/32",
            "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        .. Of(AddressReach.Private, "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7"),

        // Within what IPv6 has given out, 2000::/3: tunnels that carry an IPv4 address, and documentation.
        .. Of(AddressReach.Never, "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        .. Of(AddressReach.Public, "2000::/3"),
        .. Of(AddressReach.Never, "::/0"),
        .. Of(AddressReach.Public, "0.0.0.0/0"),
    ];

    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");

    public static AddressReach ReachOf(IPAddress address)
    {
        var plain = Plain(address);
        if (plain.AddressFamily == AddressFamily.InterNetworkV6 && s_translated.Contains(plain))
        {
            // A network without IPv4 reaches the public part of it through here, and nothing else.
            return ReachOf(new IPAddress(plain.GetAddressBytes()[12..])) == AddressReach.Public ? AddressReach.Public : AddressReach.Never;
        }

        return s_ranges.First(range => range.Network.Contains(plain)).Reach;
    }

    /// <summary>An IPv4 address that came in IPv6's clothes, without them.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IEnumerable<(IPNetwork Network, AddressReach Reach)> Of(AddressReach reach, params string[] networks) =>
        networks.Select(network => (IPNetwork.Parse(network), reach));
}
