using System.Globalization;
using System.Text;
using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>Makes paragraphs and headings out of what <c>pdftotext</c> says. A page boundary always ends a paragraph, so that a citation names the right page.</summary>
internal static class PdfText
{
    // Points: smaller letters are for machines to read, not for people.
    private const double Smallest = 2;

    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false };

    /// <summary>Pages of blocks, lines and words with their places.</summary>
    public static List<List<PdfParagraph>> FromLayout(TextReader output)
    {
        var pages = new List<List<PdfParagraph>>();
        using var reader = XmlReader.Create(output, s_settings);
        var (text, line) = (new StringBuilder(), new StringBuilder());
        var (sizes, letters, lines) = (0d, 0, 0);
        while (reader.Read())
        {
            switch (reader.NodeType, reader.LocalName)
            {
                // A page of no size is what a damaged page tree gives.
                case (XmlNodeType.Element, "page") when Number(reader, "width") > 0:
                    pages.Add([]);
                    break;
                case (XmlNodeType.Element, "word"):
                    var (size, seen) = (Size(reader), Extent(reader, "y") >= Smallest);
                    var word = Normal(reader.ReadElementContentAsString());
                    if (!seen)
                    {
                        break;
                    }

                    line.Append(line.Length > 0 ? " " : "").Append(word);
                    sizes += size * word.Length;
                    letters += word.Length;
                    break;
                case (XmlNodeType.EndElement, "line"):
                    Join(text, line.ToString());
                    line.Clear();
                    lines++;
                    break;
                case (XmlNodeType.EndElement, "block"):
                    if (letters > 0 && pages.Count > 0)
                    {
                        pages[^1].Add(new(text.ToString(), sizes / letters, lines));
                    }

                    text.Clear();
                    (sizes, letters, lines) = (0, 0, 0);
                    break;
            }
        }

        return pages;
    }

    /// <summary>Pages that end with a form feed, of paragraphs with blank lines between.</summary>
    public static List<List<PdfParagraph>> FromPlain(TextReader output)
    {
        var pages = output.ReadToEnd().Split('\f');
        return [.. pages.Take(pages.Length - 1).Select(page => page.Split("\n\n").Select(Paragraph).Where(paragraph => paragraph.Text.Length > 0).ToList())];
    }

    public static ExtractedText Compose(List<List<PdfParagraph>> pages)
    {
        var usual = UsualSize(pages);
        var composer = new TextComposer();
        foreach (var page in pages)
        {
            composer.Page++;
            foreach (var paragraph in page)
            {
                if (usual > 0 && paragraph.Size >= usual * 1.2 && paragraph.Lines <= 3 && TextCuts.CountWords(paragraph.Text) <= 20 && paragraph.Text.Any(char.IsLetter))
                {
                    composer.Heading(paragraph.Size >= usual * 1.7 ? 1 : paragraph.Size >= usual * 1.4 ? 2 : 3, paragraph.Text);
                }
                else
                {
                    composer.Paragraph(paragraph.Text);
                }
            }
        }

        return composer.Finish(pages.Count);
    }

    public static bool IsRightToLeft(string text) => text.Any(c => c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC'));

    private static PdfParagraph Paragraph(string text)
    {
        var joined = new StringBuilder();
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            Join(joined, Normal(line));
        }

        return new(joined.ToString(), 0, lines.Length);
    }

    private static void Join(StringBuilder text, string line)
    {
        if (text.Length > 1 && text[^1] == '-' && char.IsLetter(text[^2]) && line.Length > 0 && char.IsLower(line[0]))
        {
            text.Length--;
        }
        else if (text.Length > 0 && line.Length > 0 && !(IsIdeograph(text[^1]) && IsIdeograph(line[0])))
        {
            text.Append(' ');
        }

        text.Append(line);
    }

    private static bool IsIdeograph(char c) => c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00';

    // Ligatures and letters in the shape they have beside others are the letters themselves.
    private static string Normal(string text) =>
        text.Any(c => c is (>= '\uFB00' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC'))
            ? string.Concat(text.Select(c => c is (>= '\uFB00' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC') ? c.ToString().Normalize(NormalizationForm.FormKC) : c.ToString()))
            : text;

    // Writing from top to bottom makes a word high and narrow.
    private static double Size(XmlReader reader)
    {
        var (width, height) = (Extent(reader, "x"), Extent(reader, "y"));
        return height > 2 * width && width > 0 ? width : height;
    }

    private static double Extent(XmlReader reader, string axis) => Number(reader, $"{axis}Max") - Number(reader, $"{axis}Min");

    private static double Number(XmlReader reader, string name) =>
        double.TryParse(reader.GetAttribute(name), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The size that most letters have, to half a point.</summary>
    private static double UsualSize(List<List<PdfParagraph>> pages) => pages.SelectMany(page => page)
        .GroupBy(paragraph => Math.Round(paragraph.Size * 2) / 2).OrderByDescending(group => group.Sum(paragraph => paragraph.Text.Length)).Select(group => group.Key).FirstOrDefault();
}
