using System.Text;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

namespace AiStudio.Tests.Knowledge;

public sealed class WebPageTests
{
    [Theory]
    [InlineData("<body class=\"no-sidebar\"><p>Seen.</p></body>")]
    [InlineData("<body class=\"page sidebar\" id=\"menu\"><p>Seen.</p></body>")]
    [InlineData("<body><div class=\"has-sidebar\"><p>Seen.</p></div></body>")]
    [InlineData("<body><main class=\"with-toc toc\"><p>Seen.</p></main></body>")]
    [InlineData("<body><article class=\"promo\"><p>Seen.</p></article></body>")]
    [InlineData("<body><div class=\"promotion navigator\"><p>Seen.</p></div></body>")]
    public void Read_OfClassesThatSayHowAPageIsLaidOut_KeepsItsText(string page) => Assert.Equal("Seen.", Text($"<html>{page}</html>"));

    [Theory]
    [InlineData("<div class=\"sidebar\">Lost.</div>")]
    [InlineData("<div class=\"wide site-footer\">Lost.</div>")]
    [InlineData("<div id=\"cookie-banner\">Lost.</div>")]
    [InlineData("<ul class=\"main_menu\"><li>Lost.</li></ul>")]
    [InlineData("<span class=\"visually-hidden\">Lost.</span>")]
    public void Read_OfFurnitureByName_LeavesItOut(string furniture) => Assert.Equal("Seen.", Text($"<html><body><p>Seen.</p>{furniture}</body></html>"));

    [Fact]
    public void Of_TagsInScriptsAndDrawings_AreNoDepth()
    {
        var script = $"<script>var s = '{string.Concat(Enumerable.Repeat("<div>", 5_000))}';</script><!-- {string.Concat(Enumerable.Repeat("<b>", 5_000))} -->";
        var drawing = $"<svg>{string.Concat(Enumerable.Repeat("<path d=\"M0 0\"/>", 5_000))}</svg>";

        Assert.InRange(NestingDepth.Of($"<html><body>{script}{drawing}<div><p>Seen.</p></div></body></html>"), 1, 10);
        Assert.Equal("Seen.", Text($"<html><body>{script}{drawing}<div><p>Seen.</p></div></body></html>"));
        Assert.InRange(NestingDepth.Of(string.Concat(Enumerable.Repeat("<div/>", 5_000))), 5_000, 5_000);
        Assert.InRange(NestingDepth.Of(string.Concat(Enumerable.Repeat("<svg><g>", 5_000))), 5_000, 10_000);
    }

    private static string Text(string page) => TextExtractor.Extract(Encoding.UTF8.GetBytes(page), DocumentKind.Html).Text;
}
