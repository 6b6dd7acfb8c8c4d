using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>PDF by <c>pdftotext</c>, which inherits the limits of the process it is started from. The document goes in and the text comes out by pipes, without a file.</summary>
internal static class PdfFile
{
    public const int MostPages = 5_000;

    private const int CopyingForbidden = 3;

    public static ExtractedText Read(byte[] content)
    {
        var pages = ReadPages(content);
        if (pages.Count == 0)
        {
            throw RefusedDocumentException.Damaged(DocumentKind.Pdf);
        }

        if (pages.Count > MostPages)
        {
            throw new RefusedDocumentException("This PDF has more than 5,000 pages. Split it, then add the parts.");
        }

        var written = pages.Count(page => page.Count > 0);
        return written == 0
                ? throw new RefusedDocumentException("This PDF is a scan: its pages are pictures and have no text. Run text recognition (OCR) over it, then add it again.")
            : pages.Count >= 10 && written * 10 < pages.Count
                ? throw new RefusedDocumentException(
                    $"No text on {pages.Count - written} of {pages.Count} pages: the scan has no text layer. Run text recognition (OCR) over it, then add it again.")
            : PdfText.Compose(pages);
    }

    private static List<List<PdfParagraph>> ReadPages(byte[] content)
    {
        try
        {
            var pages = Run(content, PdfText.FromLayout, "-bbox-layout");
            // The layout has letters in the order of their places, which from right to left is the wrong one.
            return pages.Any(page => page.Any(paragraph => PdfText.IsRightToLeft(paragraph.Text))) ? Run(content, PdfText.FromPlain) : pages;
        }
        catch (XmlException)
        {
            return Run(content, PdfText.FromPlain);
        }
    }

    private static List<List<PdfParagraph>> Run(byte[] content, Func<TextReader, List<List<PdfParagraph>>> read, params string[] mode)
    {
        var start = new ProcessStartInfo("pdftotext", [.. mode, "-enc", "UTF-8", "-l", $"{MostPages + 1}", "-", "-"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Start(start);
        var writing = Task.Run(() => Write(process, content));
        var complaints = Task.Run(() => Complaints(process));
        try
        {
            var pages = read(process.StandardOutput);
            process.WaitForExit();
            writing.Wait();
            return process.ExitCode == CopyingForbidden
                    ? throw new RefusedDocumentException("This PDF does not permit copying its text. Ask its author for one that does.")
                : process.ExitCode != 0 && complaints.Result.Contains("password", StringComparison.OrdinalIgnoreCase)
                    ? throw new RefusedDocumentException("This PDF is protected by a password. Save it without the password, then add it again.")
                : process.ExitCode > 128
                    ? throw new RefusedDocumentException("This PDF needs more time or memory than a document may take. Print it to a new PDF, then add that.")
                // What is left out for want of a table would never be found, and nobody would know.
                : complaints.Result.Contains("Missing language pack", StringComparison.Ordinal)
                    ? throw new RefusedDocumentException(
                        "This PDF writes Chinese, Japanese or Korean by tables that this server lacks: the package poppler-data is missing. Ask its operator to install it, then retry.")
                : pages;
        }
        catch (Exception ex) when (ex is not RefusedDocumentException && process.WaitForExit(1_000) && complaints.Result.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedDocumentException("This PDF is protected by a password. Save it without the password, then add it again.");
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new RefusedDocumentException("PDFs cannot be read on this server: the program pdftotext (poppler-utils) is missing. Ask its operator to install it, then retry.");
        }
    }

    private static void Write(Process process, byte[] content)
    {
        try
        {
            process.StandardInput.BaseStream.Write(content);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough.
        }
    }

    private static string Complaints(Process process)
    {
        var buffer = new char[4_096];
        var length = process.StandardError.ReadBlock(buffer);
        while (process.StandardError.Read(new char[4_096]) > 0)
        {
        }

        return new string(buffer, 0, length);
    }
}
