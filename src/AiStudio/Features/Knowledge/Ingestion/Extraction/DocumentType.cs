using System.IO.Compression;
using System.Text.RegularExpressions;
using AiStudio.Features.Knowledge.Ingestion.Extraction.Office;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>Tells what a file is by what is in it. Its name only decides between kinds of text, and must not promise something else.</summary>
internal static partial class DocumentType
{
    private static readonly byte[] s_pdf = "%PDF-"u8.ToArray();

    /// <summary>The media type, or why the file cannot be read.</summary>
    public static Result<string> Of(string name, byte[] content)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        Result<string> found = content switch
        {
            [] => Error.Invalid("document_empty", "The file is empty. Add one with text in it."),
            _ when content.AsSpan(0, Math.Min(content.Length, 1_024)).IndexOf(s_pdf) >= 0 => DocumentKind.Pdf,
            [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] => OfficeKind(content),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Ole(content),
            _ when content.AsSpan().StartsWith(@"{\rtf"u8) => Error.Invalid("document_type", "Rich text (.rtf) cannot be read. Save it as DOCX or PDF, then add that."),
            _ => TextKind(extension, content),
        };
        var promised = extension switch { ".pdf" => DocumentKind.Pdf, ".docx" => DocumentKind.Word, ".pptx" => DocumentKind.Slides, ".xlsx" => DocumentKind.Sheet, _ => null };
        return promised is not null && (found.Value ?? promised) != promised || promised is not null && found.Error?.Code is "document_not_text" or "document_type"
            ? Error.Invalid("document_type", $"This file is called {extension} but is not a {DocumentKind.NameOf(promised)} file. Open it in its own program and save it again.")
            : found;
    }

    private static Result<string> OfficeKind(byte[] content)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            return zip.Entries.Count > OfficePackage.MostEntries ? Unreadable
                : zip.GetEntry("word/document.xml") is not null ? DocumentKind.Word
                : zip.GetEntry("ppt/presentation.xml") is not null ? DocumentKind.Slides
                : zip.GetEntry("xl/workbook.xml") is not null ? DocumentKind.Sheet
                : Error.Invalid("document_type", "Archives cannot be read. Unpack it, then add the files in it: a whole folder can be dropped on the page.");
        }
        catch (InvalidDataException)
        {
            return Unreadable;
        }
    }

    // Office encrypts a file by putting it into the container that its old formats had.
    private static Error Ole(byte[] content) => content.AsSpan().IndexOf("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"u8) >= 0
        ? Error.Invalid("document_encrypted", "This file is protected by a password. Save it without the password, then add it again.")
        : Error.Invalid("document_old_office", "This is an Office file of before 2007. Save it as DOCX, PPTX or XLSX, then add that.");

    private static Result<string> TextKind(string extension, byte[] content)
    {
        var decoded = TextDecoder.Decode(content);
        if (!decoded.Succeeded)
        {
            return decoded.Error;
        }

        var head = decoded.Value[..Math.Min(decoded.Value.Length, 4_000)];
        return Html().IsMatch(head) && extension is not (".md" or ".markdown") ? DocumentKind.Html
            : Mail().IsMatch(head) && MailSubject().IsMatch(head) ? DocumentKind.Email
            : extension switch
            {
                ".md" or ".markdown" or ".mdx" => DocumentKind.Markdown,
                ".csv" or ".tsv" => DocumentKind.Csv,
                ".htm" or ".html" or ".xhtml" => DocumentKind.Html,
                _ => DocumentKind.PlainText,
            };
    }

    private static Error Unreadable => Error.Invalid("document_damaged", "This file is damaged and cannot be read. Open it in its own program, save it again, then add the new file.");

    [GeneratedRegex(@"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Html();

    [GeneratedRegex(@"\A(From |[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n([ \t][^\n]*\n)*)")]
    private static partial Regex Mail();

    [GeneratedRegex(@"\A(?=(?:[^\n]+\n)*?From:)(?=(?:[^\n]+\n)*?(?:Subject|Date|MIME-Version|Message-ID):)", RegexOptions.IgnoreCase)]
    private static partial Regex MailSubject();
}
