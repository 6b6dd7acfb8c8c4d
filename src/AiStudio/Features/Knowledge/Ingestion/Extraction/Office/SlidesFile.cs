using System.Text;
using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

/// <summary>PPTX: each slide is a page, with its title, text, tables and the speaker's notes.</summary>
internal static class SlidesFile
{
    private const string Main = "ppt/presentation.xml";

    public static ExtractedText Read(byte[] content)
    {
        using var package = new OfficePackage(content, DocumentKind.Slides);
        var composer = new TextComposer();
        var parts = package.Relationships(Main);
        foreach (var slide in Order(package).Select(id => parts.GetValueOrDefault(id)).OfType<string>())
        {
            composer.Page++;
            Read(package, slide, composer);
            foreach (var notes in package.Relationships(slide).Values.Where(part => part.StartsWith("ppt/notesSlides/", StringComparison.Ordinal)))
            {
                Read(package, notes, composer);
            }
        }

        return composer.Finish(composer.Page);
    }

    private static List<string> Order(OfficePackage package)
    {
        var ids = new List<string>();
        using var reader = package.Open(Main) ?? throw RefusedDocumentException.Damaged(DocumentKind.Slides);
        while (reader.Next(DocumentKind.Slides))
        {
            if (reader.Starts("sldId") && reader.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships") is { } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private static void Read(OfficePackage package, string part, TextComposer composer)
    {
        using var reader = package.Open(part);
        var (text, cell) = (new StringBuilder(), new StringBuilder());
        var (rows, cells) = (new List<IReadOnlyList<string>>(), new List<string>());
        bool title = false, table = false, number = false, words = false;
        while (reader?.Next(DocumentKind.Slides) == true)
        {
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "sp"):
                    title = number = false;
                    break;
                case (XmlNodeType.Element, "ph"):
                    title = reader.Attribute("type") is "title" or "ctrTitle";
                    number = reader.Attribute("type") is "sldNum";
                    break;
                case (XmlNodeType.Element, "tbl"):
                    table = true;
                    rows = [];
                    break;
                case (XmlNodeType.Element, "tr"):
                    cells = [];
                    break;
                case (XmlNodeType.Element, "br"):
                    text.Append(' ');
                    break;
                case (XmlNodeType.Element, "t"):
                    words = !reader.IsEmptyElement;
                    break;
                case (XmlNodeType.EndElement, "t"):
                    words = false;
                    break;
                case (XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace, _) when words:
                    text.Append(reader.Value);
                    break;
                case (XmlNodeType.EndElement, "p") when table:
                    cell.Append(' ').Append(text);
                    text.Clear();
                    break;
                case (XmlNodeType.EndElement, "p"):
                    if (title)
                    {
                        composer.Heading(1, text.ToString());
                    }
                    else if (!number)
                    {
                        composer.Paragraph(text.ToString());
                    }

                    text.Clear();
                    break;
                case (XmlNodeType.EndElement, "tc"):
                    cells.Add(cell.ToString());
                    cell.Clear();
                    break;
                case (XmlNodeType.EndElement, "tr"):
                    rows.Add(cells);
                    break;
                case (XmlNodeType.EndElement, "tbl"):
                    composer.Table(rows);
                    table = false;
                    break;
            }
        }
    }
}
