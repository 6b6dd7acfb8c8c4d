namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>The kinds of files that can be read, by media type.</summary>
internal static class DocumentKind
{
    public const string Markdown = "text/markdown";
    public const string PlainText = "text/plain";
    public const string Csv = "text/csv";
    public const string Html = "text/html";
    public const string Email = "message/rfc822";
    public const string Pdf = "application/pdf";
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    public const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>What a person calls it.</summary>
    public static string NameOf(string mediaType) => mediaType switch
    {
        Markdown => "Markdown",
        Csv => "CSV",
        Html => "HTML",
        Email => "Mail",
        Pdf => "PDF",
        Word => "DOCX",
        Slides => "PPTX",
        Sheet => "XLSX",
        _ => "Text",
    };

    /// <summary>What the pages of a kind are, or null when it has none.</summary>
    public static string? PageNameOf(string mediaType) => mediaType switch
    {
        Pdf => "Page",
        Slides => "Slide",
        Sheet => "Sheet",
        _ => null,
    };
}
