using System.Globalization;
using System.Text;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>A PDF written by hand: a page for each text, in Helvetica. What is hidden stands below, as it is on the page: white, or drawn with no ink.</summary>
internal sealed class PdfSample
{
    private const int Width = 80;

    private readonly List<string> _pages = [];

    /// <summary>A page with paragraphs, and hidden text after <paramref name="how"/>: <c>1 g</c> is white, <c>3 Tr</c> draws nothing, <c>/F1 0.5 Tf</c> is too small to see.</summary>
    public PdfSample Page(string text, string hidden = "", string how = "1 g")
    {
        var content = new StringBuilder("BT /F1 12 Tf 0 g 72 760 Td 16 TL\n");
        Write(content, text);
        if (hidden.Length > 0)
        {
            content.Append(how).Append('\n');
            Write(content, hidden);
        }

        _pages.Add(content.Append("ET").ToString());
        return this;
    }

    public byte[] ToBytes()
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select((_, at) => $"{4 + (2 * at)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        };
        foreach (var (page, at) in _pages.Select((page, at) => (page, at)))
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + (2 * at)} 0 R >>");
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Length {page.Length} >>\nstream\n{page}\nendstream"));
        }

        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (body, at) in objects.Select((body, at) => (body, at)))
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{at + 1} 0 obj\n{body}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
        {
            file.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        }

        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static void Write(StringBuilder content, string text)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var line = new StringBuilder();
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length + word.Length > Width)
                {
                    Line(content, line);
                }

                line.Append(line.Length > 0 ? " " : "").Append(word);
            }

            Line(content, line);
            content.Append("T*\n");
        }
    }

    private static void Line(StringBuilder content, StringBuilder line)
    {
        line.Replace("\\", "\\\\").Replace("(", "\\(").Replace(")", "\\)");
        content.Append(CultureInfo.InvariantCulture, $"({line}) Tj T*\n");
        line.Clear();
    }
}
