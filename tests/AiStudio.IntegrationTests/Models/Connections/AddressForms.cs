using System.Globalization;
using System.Net;

namespace AiStudio.IntegrationTests.Models.Connections;

/// <summary>Ways to write, or to hide behind a name, an address that nobody may reach through us.</summary>
internal static class AddressForms
{
    private static readonly string[] s_v4 =
    [
        "127.0.0.1", "127.8.9.10", "10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.0.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254",
        "100.100.100.200", "0.0.0.0", "0.1.2.3", "192.0.0.192", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    ];

    private static readonly string[] s_v6 =
    [
        "::1", "::", "fe80::1", "fe80::a9fe:a9fe", "fec0::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "ff0e::1", "2001:db8::1", "2001::1", "2002:7f00:1::1", "64:ff9b:1::1", "64:ff9b::7f00:1",
    ];

    /// <summary>Addresses that are written out.</summary>
    public static IEnumerable<string> Literals => s_v4.SelectMany(Written).Concat(s_v6.Select(address => $"[{address}]")).Append("[fe80::1%25eth0]");

    /// <summary>What a name may resolve to.</summary>
    public static IEnumerable<IPAddress> Peers => s_v4.Select(IPAddress.Parse).Concat(s_v4.Select(address => IPAddress.Parse(address).MapToIPv6())).Concat(s_v6.Select(IPAddress.Parse));

    private static IEnumerable<string> Written(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        var number = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        var (high, low) = ((number >> 16).ToString("x", CultureInfo.InvariantCulture), (number & 0xFFFF).ToString("x", CultureInfo.InvariantCulture));
        yield return address;
        yield return address + ".";
        yield return number.ToString(CultureInfo.InvariantCulture);
        yield return $"0x{number:x8}";
        yield return $"0{Convert.ToString(number, 8)}";
        yield return string.Join('.', bytes.Select(part => $"0{Convert.ToString(part, 8)}"));
        yield return string.Join('.', bytes.Select(part => $"0x{part:x2}"));
        yield return $"{bytes[0]}.{number & 0xFFFFFF}";
        yield return $"{bytes[0]}.{bytes[1]}.{number & 0xFFFF}";
        yield return $"[::ffff:{address}]";
        yield return $"[::ffff:{high}:{low}]";
        yield return $"[0:0:0:0:0:ffff:{high}:{low}]";
        yield return $"[::{high}:{low}]";
        yield return $"[64:ff9b::{high}:{low}]";
        yield return $"[2002:{high}:{low}::1]";
        yield return string.Concat(address.Select(digit => digit == '.' ? '.' : (char)(digit - '0' + '０')));
        yield return string.Concat(address.Select(digit => digit switch { '.' => '.', '0' => '⓪', _ => (char)(digit - '1' + '①') }));
        yield return address.Replace('.', '。');
    }
}
