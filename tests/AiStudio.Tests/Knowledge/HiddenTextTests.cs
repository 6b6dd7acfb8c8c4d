using System.IO.Compression;
using System.Text;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;

namespace AiStudio.Tests.Knowledge;

/// <summary>What a person who opens the file does not see is no part of its text.</summary>
public sealed class HiddenTextTests
{
    [Theory]
    [InlineData("<p style=\"display:none\">TRAP</p>")]
    [InlineData("<p style=\"color: #FFF\">TRAP</p>")]
    [InlineData("<p style=\"color:white;background:#fff\">TRAP</p>")]
    [InlineData("<p style=\"color:rgba(255,255,255,0.9)\">TRAP</p>")]
    [InlineData("<p><font color=\"white\">TRAP</font></p>")]
    [InlineData("<p style=\"font-size:1px\">TRAP</p>")]
    [InlineData("<p style=\"font-size: 0\">TRAP</p>")]
    [InlineData("<p style=\"opacity:0\">TRAP</p>")]
    [InlineData("<p style=\"position:absolute;left:-9999px\">TRAP</p>")]
    [InlineData("<style>/* x */ .note, b { color: red } .note.x {} p.note { display: none }</style><p class=\"note\">TRAP</p>")]
    [InlineData("<style>#n { visibility : hidden; }</style><div id=\"n\"><p>TRAP</p></div>")]
    [InlineData("<p hidden>TRAP</p><p aria-hidden=\"true\">TRAP</p><!-- TRAP -->")]
    [InlineData("<p>\U000E0054\U000E0052\U000E0041\U000E0050</p>")]
    public void Html_WithWhatNobodySees_LeavesItOut(string trap)
    {
        var text = TextExtractor.Extract(Encoding.UTF8.GetBytes($"<html><body><p>Seen before.</p>{trap}<p>Seen after.</p></body></html>"), DocumentKind.Html).Text;

        Assert.Equal("Seen before.\n\nSeen after.", text);
    }

    [Theory]
    [InlineData("<p style=\"color:#fff;background:#123456\">Seen.</p>")]
    [InlineData("<table bgcolor=\"navy\"><tr><td><font color=\"white\">Seen.</font></td></tr></table>")]
    [InlineData("<div class=\"dark\"><p style=\"color:white\">Seen.</p></div>")]
    [InlineData("<style>@media print { p { display: none } }</style><p>Seen.</p>")]
    [InlineData("<style>.menu p { display: none }</style><p>Seen.</p>")]
    [InlineData("<p style=\"font-size:10px;opacity:0.5\">Seen.</p>")]
    public void Html_WithWhatIsSeenAllTheSame_KeepsIt(string seen) =>
        Assert.Contains("Seen.", TextExtractor.Extract(Encoding.UTF8.GetBytes($"<html><body>{seen}</body></html>"), DocumentKind.Html).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("<w:r><w:rPr><w:vanish/></w:rPr><w:t>TRAP</w:t></w:r>", false)]
    [InlineData("<w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>TRAP</w:t></w:r>", false)]
    [InlineData("<w:r><w:rPr><w:color w:val=\"FEFEFE\"/><w:shd w:fill=\"FFFFFF\"/></w:rPr><w:t>TRAP</w:t></w:r>", false)]
    [InlineData("<w:r><w:rPr><w:sz w:val=\"2\"/></w:rPr><w:t>TRAP</w:t></w:r>", false)]
    [InlineData("<w:r><w:rPr><w:color w:val=\"FFFFFF\"/><w:shd w:fill=\"1F3864\"/></w:rPr><w:t>TRAP</w:t></w:r>", true)]
    [InlineData("<w:pPr><w:shd w:fill=\"000000\"/></w:pPr><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>TRAP</w:t></w:r>", true)]
    [InlineData("<w:r><w:rPr><w:color w:val=\"auto\"/><w:sz w:val=\"24\"/></w:rPr><w:t>TRAP</w:t></w:r>", true)]
    [InlineData("<w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>white</w:t></w:r><w:r><w:t>TRAP</w:t></w:r>", true)]
    public void Word_WhiteVanishedOrTinyLetters_AreLeftOutUnlessTheGroundIsDark(string paragraph, bool seen)
    {
        var text = TextExtractor.Extract(Docx($"<w:p><w:r><w:t>Seen.</w:t></w:r></w:p><w:p>{paragraph}</w:p>"), DocumentKind.Word).Text;

        Assert.Equal(seen ? "Seen.\n\nTRAP" : "Seen.", text);
    }

    [Fact]
    public void Word_WhiteLettersInADarkCell_AreSeen_AndInALightOneNot()
    {
        var white = "<w:p><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>WORD</w:t></w:r></w:p>";
        var text = TextExtractor.Extract(Docx($"<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill=\"4472C4\"/></w:tcPr>{white}</w:tc><w:tc>{white}</w:tc></w:tr></w:tbl>"), DocumentKind.Word).Text;

        Assert.Equal("WORD |", text.Trim());
    }

    private static byte[] Docx(string body)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(zip.CreateEntry("word/document.xml").Open());
            writer.Write($"""<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>""");
        }

        return file.ToArray();
    }
}
