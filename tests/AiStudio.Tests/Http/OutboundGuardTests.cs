using System.Net;
using AiStudio.Platform.Http;
using Microsoft.Extensions.Options;

namespace AiStudio.Tests.Http;

public sealed class OutboundGuardTests
{
    [Theory]
    [InlineData("https://API.OpenAI.com/v1", "https://api.openai.com/v1")]
    [InlineData("https://api.openai.com./v1?api-version=1", "https://api.openai.com/v1?api-version=1")]
    [InlineData("  https://bücher.example/v1 ", "https://xn--bcher-kva.example/v1")]
    [InlineData("https://8.8.8.8:443/a/../v1", "https://8.8.8.8/v1")]
    [InlineData("https://134744072/", "https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/v1", "https://[2606:4700::1111]/v1")]
    public void Parse_OfAPublicAddress_GivesItsOneForm(string text, string normal) => Assert.Equal(normal, Guard().Parse(text).Value?.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("api.openai.com/v1")]
    [InlineData("//api.openai.com/v1")]
    [InlineData("https:api.openai.com")]
    [InlineData(@"https:\\api.openai.com")]
    [InlineData(@"https://api.openai.com\@127.0.0.1/")]
    [InlineData("https://user@api.openai.com/v1")]
    [InlineData("https://user:pass@api.openai.com/v1")]
    [InlineData("https://@api.openai.com/v1")]
    [InlineData("https://resource#.openai.azure.com/v1")]
    [InlineData("https://api.openai.com/v1#frag")]
    [InlineData("https://api .openai.com/v1")]
    [InlineData("https://api.openai.com/\r\nHost: x")]
    [InlineData("https://1.2.3.4.5/")]
    [InlineData("https://example.0x7f/")]
    [InlineData("https://a..b/")]
    [InlineData("https://api.openai.com:22/v1")]
    [InlineData("https://api.openai.com:8443/v1")]
    [InlineData("http://api.openai.com/v1")]
    [InlineData("http://8.8.8.8/v1")]
    [InlineData("ftp://api.openai.com/v1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_x")]
    [InlineData("https://localhost/v1")]
    [InlineData("https://metadata.localhost/")]
    public void Parse_OfAnythingElse_IsRefused(string text) => Assert.Equal("address_refused", Guard().Parse(text).Error?.Code);

    [Theory]
    [InlineData("127.0.0.1:11434", "http://127.0.0.1:11434/v1", true)]
    [InlineData("127.0.0.1:11434", "https://127.0.0.1:11434/v1", true)]
    [InlineData("127.0.0.1:11434", "http://127.0.0.1:11435/v1", false)]
    [InlineData("127.0.0.1:11434", "http://127.0.0.2:11434/v1", false)]
    [InlineData("127.0.0.1", "http://127.0.0.1:6379/v1", true)]
    [InlineData("127.0.0.1", "http://[::ffff:127.0.0.1]:6379/v1", true)]
    [InlineData("::1", "http://[::1]:80/v1", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080/v1", true)]
    [InlineData("10.1.0.0/16", "http://10.1.2.3:8000/v1", true)]
    [InlineData("10.1.0.0/16", "http://10.2.2.3:8000/v1", false)]
    [InlineData("0.0.0.0/0", "http://169.254.169.254/latest", false)]
    [InlineData("169.254.169.254", "http://169.254.169.254/latest", false)]
    [InlineData("0.0.0.0/0", "http://8.8.8.8/v1", false)]
    [InlineData("ollama.internal:11434", "http://ollama.internal:11434/v1", true)]
    [InlineData("ollama.internal:11434", "http://OLLAMA.internal.:11434/v1", true)]
    [InlineData("ollama.internal:11434", "http://other.internal:11434/v1", false)]
    public void Parse_OfAPrivateAddress_IsTakenWhereItIsListed(string allowed, string text, bool taken) => Assert.Equal(taken, Guard(allowed).Parse(text).Succeeded);

    [Theory]
    [InlineData("ollama.internal", "10.0.0.7", true)]
    [InlineData("ollama.internal", "169.254.169.254", false)]
    [InlineData("ollama.internal", "fd00:ec2::254", false)]
    [InlineData("ollama.internal", "8.8.8.8", false)]
    [InlineData("other.internal", "10.0.0.7", false)]
    [InlineData("other.internal", "10.9.0.7", true)]
    public void Admits_OverPlainHttp_IsThePrivatePeerOfAListedHostOrNetwork(string host, string peer, bool admitted) =>
        Assert.Equal(admitted, Guard("ollama.internal", "10.9.0.0/16").Admits("http", host, 80, IPAddress.Parse(peer)));

    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("::ffff:8.8.8.8", "Public")]
    [InlineData("64:ff9b::808:808", "Public")]
    [InlineData("2606:4700::1111", "Public")]
    [InlineData("::ffff:10.0.0.1", "Private")]
    [InlineData("100.127.255.255", "Private")]
    [InlineData("100.128.0.0", "Public")]
    [InlineData("172.15.255.255", "Public")]
    [InlineData("172.32.0.0", "Public")]
    [InlineData("fd12::1", "Private")]
    [InlineData("64:ff9b::a00:1", "Never")]
    [InlineData("64:ff9b:1::1", "Never")]
    [InlineData("2002:a00:1::", "Never")]
    [InlineData("2001:0:4136:e378::", "Never")]
    [InlineData("::127.0.0.1", "Never")]
    [InlineData("fe80::1", "Never")]
    [InlineData("fec0::1", "Never")]
    [InlineData("ff02::1", "Never")]
    [InlineData("223.255.255.255", "Public")]
    [InlineData("224.0.0.0", "Never")]
    [InlineData("255.255.255.255", "Never")]
    public void ReachOf_AnAddress_IsThatOfItsRange(string address, string reach) => Assert.Equal(reach, AddressRanges.ReachOf(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("http://10.0.0.1")]
    [InlineData("host/path")]
    [InlineData("user@host")]
    [InlineData("")]
    public void TryParse_OfWhatIsNoPlace_IsNull(string text) => Assert.Null(PrivateAllowance.TryParse(text));

    private static OutboundGuard Guard(params string[] allowed) => new(Options.Create(new OutboundOptions { AllowPrivateAddresses = [.. allowed] }));
}
