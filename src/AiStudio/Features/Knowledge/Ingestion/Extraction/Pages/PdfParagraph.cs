namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Pages;

/// <summary>A block of text of a PDF page. Size is that of its letters in points; 0 when it is not known.</summary>
internal sealed record PdfParagraph(string Text, double Size, int Lines);
