using System.Text;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>A mail (RFC 5322, MIME): subject, sender, receivers and date, then its text; of attachments the names alone.</summary>
internal static class MailMessage
{
    private const int Deepest = 20;
    private const int MostParts = 1_000;

    public static ExtractedText Read(byte[] content)
    {
        var composer = new TextComposer();
        var message = MailPart.Parse(Encoding.Latin1.GetString(content));
        composer.Heading(1, message.Header("subject"));
        foreach (var name in (string[])["From", "To", "Cc", "Date"])
        {
            if (message.Header(name) is { Length: > 0 } value)
            {
                composer.Paragraph($"{name}: {value}");
            }
        }

        var attachments = new List<string>();
        var left = MostParts;
        Read(message, composer, attachments, 0, ref left);
        if (attachments.Count > 0)
        {
            composer.List([.. attachments.Select(name => $"Attachment: {name}")]);
        }

        return composer.Finish();
    }

    private static void Read(MailPart part, TextComposer composer, List<string> attachments, int depth, ref int left)
    {
        if (depth > Deepest || left-- <= 0)
        {
            throw new RefusedDocumentException("This mail nests deeper than mails do. Save its text alone, then add that.");
        }

        if (part.Boundary is { } boundary)
        {
            var parts = part.Parts(boundary).Take(MostParts).ToList();
            // The plain form of an alternative says what the other does, without its furniture.
            var chosen = part.Type == "multipart/alternative" && (parts.Find(inner => inner.Type == "text/plain") ?? parts.Find(inner => inner.Type == "text/html")) is { } best ? [best] : parts;
            foreach (var inner in chosen)
            {
                Read(inner, composer, attachments, depth + 1, ref left);
            }
        }
        else if (part.FileName is { Length: > 0 } name)
        {
            attachments.Add(name);
        }
        else if (part.Type == "message/rfc822")
        {
            Read(MailPart.Parse(Encoding.Latin1.GetString(part.Content())), composer, attachments, depth + 1, ref left);
        }
        else if (part.Type == "text/html")
        {
            WebPage.Read(part.Text(), composer);
        }
        else if (part.Type.StartsWith("text/", StringComparison.Ordinal))
        {
            foreach (var paragraph in part.Text().ReplaceLineEndings("\n").Split("\n\n"))
            {
                composer.Paragraph(paragraph);
            }
        }
    }
}
