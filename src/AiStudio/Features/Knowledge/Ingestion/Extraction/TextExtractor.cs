using System.Text.RegularExpressions;
using System.Xml;
using AiStudio.Features.Knowledge.Ingestion.Extraction.Office;
using AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>The text of a file, whatever its kind. Throws <see cref="RefusedDocumentException"/> for what cannot be read.</summary>
internal static partial class TextExtractor
{
    /// <summary>Whether a file of this kind can hurt nobody by how it is built: its reader is linear in its size, in time and in memory.</summary>
    public static bool IsHarmless(string mediaType) => mediaType is DocumentKind.Markdown or DocumentKind.PlainText;

    public static ExtractedText Extract(byte[] content, string mediaType)
    {
        try
        {
            var extracted = Read(content, mediaType);
            return extracted.Blocks.Count > 0 ? extracted : throw new RefusedDocumentException("There is no text in this file. Add one with text in it.");
        }
        catch (Exception ex) when (ex is XmlException or InvalidDataException or IOException or FormatException or ArgumentException or NotSupportedException)
        {
            throw RefusedDocumentException.Damaged(mediaType);
        }
    }

    private static ExtractedText Read(byte[] content, string mediaType) => mediaType switch
    {
        DocumentKind.Pdf => PdfFile.Read(content),
        DocumentKind.Word => WordFile.Read(content),
        DocumentKind.Slides => SlidesFile.Read(content),
        DocumentKind.Sheet => SheetFile.Read(content),
        DocumentKind.Email => MailMessage.Read(content),
        DocumentKind.Html => WebPage.Read(Decode(content, NamedCharset(content))),
        DocumentKind.Csv => CsvFile.Read(Decode(content)),
        _ => TextFile.Read(Decode(content), mediaType),
    };

    private static string Decode(byte[] content, string? named = null)
    {
        var decoded = TextDecoder.Decode(content, named);
        return decoded.Succeeded ? decoded.Value : throw new RefusedDocumentException(decoded.Error.Message);
    }

    private static string? NamedCharset(byte[] content)
    {
        var head = System.Text.Encoding.Latin1.GetString(content, 0, Math.Min(content.Length, 2_000));
        return Charset().Match(head) is { Success: true } match ? match.Groups["name"].Value : null;
    }

    [GeneratedRegex("""charset\s*=\s*["']?(?<name>[A-Za-z0-9_-]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Charset();
}
