using System.Text;
using AiStudio.Features.Knowledge.Ingestion;

namespace AiStudio.Tests.Knowledge;

public sealed class TextDecoderTests
{
    private const string Text = "Käse für 5 € – “gut” العربية";

    [Fact]
    public void Decode_OfEveryUnicodeMark_GivesTheText()
    {
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)];
        Assert.All(encodings, encoding => Assert.Equal(Text, TextDecoder.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]).Value));
    }

    [Fact]
    public void Decode_OfWindows1252_GivesTheText() =>
        Assert.Equal("Käse für 5 € – “gut”", TextDecoder.Decode([0x4B, 0xE4, 0x73, 0x65, 0x20, 0x66, 0xFC, 0x72, 0x20, 0x35, 0x20, 0x80, 0x20, 0x96, 0x20, 0x93, 0x67, 0x75, 0x74, 0x94]).Value);

    [Fact]
    public void Decode_OfEveryLineEnding_GivesLineFeeds() => Assert.Equal("a\nb\nc\nd", TextDecoder.Decode("a\r\nb\rc\nd"u8).Value);

    [Fact]
    public void Decode_OfHalfAPair_ReplacesIt() => Assert.Equal("a\uFFFDb", TextDecoder.Decode([0xFF, 0xFE, (byte)'a', 0, 0x00, 0xD8, (byte)'b', 0]).Value);

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b' })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0, (byte)'a', 0, 0, 0 })]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A })]
    [InlineData(new byte[] { 0x25, 0x50, 0x44, 0x46, 0x01, 0x81 })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, 0, 0 })]
    public void Decode_OfWhatIsNotText_IsRefused(byte[] content) => Assert.Equal("document_not_text", TextDecoder.Decode(content).Error?.Code);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    public void Decode_OfNothing_IsRefused(string text) => Assert.Equal("document_empty", TextDecoder.Decode(Encoding.UTF8.GetBytes(text)).Error?.Code);
}
