using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

/// <summary>DOCX: headings by style, paragraphs, lists, tables, text boxes; then headers, footers and notes. Hidden and deleted text is left out.</summary>
internal static class WordFile
{
    private const string Main = "word/document.xml";

    private static readonly string[] s_around = ["header", "footer", "footnotes", "endnotes"];

    public static ExtractedText Read(byte[] content)
    {
        using var package = new OfficePackage(content, DocumentKind.Word);
        var styles = Styles(package);
        var composer = new TextComposer();
        Read(package, Main, styles, composer);
        foreach (var part in s_around.SelectMany(kind => package.Names.Where(name => name.StartsWith($"word/{kind}", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal))))
        {
            Read(package, part, styles, composer);
        }

        return composer.Finish();
    }

    private static void Read(OfficePackage package, string part, Dictionary<string, int> styles, TextComposer composer)
    {
        using var reader = package.Open(part);
        if (reader is null)
        {
            return;
        }

        var body = new WordBody(styles, composer);
        while (reader.Next(DocumentKind.Word))
        {
            // What follows a choice is for older programs, and says the same again.
            while (reader.NodeType == XmlNodeType.Element && reader.LocalName is "Fallback" or "moveFrom" or "del")
            {
                reader.Skip();
            }

            body.Take(reader);
        }

        body.Flush();
    }

    /// <summary>The heading level of each style that has one.</summary>
    private static Dictionary<string, int> Styles(OfficePackage package)
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        using var reader = package.Open("word/styles.xml");
        var id = "";
        while (reader?.Next(DocumentKind.Word) == true)
        {
            if (reader.Starts("style"))
            {
                id = reader.Attribute("styleId") ?? "";
            }
            else if (reader.Starts("name") && reader.Attribute("val") is { } name)
            {
                if (name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) && name.Length == 9 && char.IsAsciiDigit(name[8]))
                {
                    levels[id] = name[8] - '0';
                }
                else if (name.Equals("Title", StringComparison.OrdinalIgnoreCase))
                {
                    levels[id] = 1;
                }
            }
            else if (reader.Starts("outlineLvl") && int.TryParse(reader.Attribute("val"), out var level) && level is >= 0 and < 6)
            {
                levels[id] = level + 1;
            }
        }

        return levels;
    }
}
