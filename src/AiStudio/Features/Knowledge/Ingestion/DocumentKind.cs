namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>The kinds of files that can be read.</summary>
internal static class DocumentKind
{
    public const string Markdown = "text/markdown";
    public const string PlainText = "text/plain";

    /// <summary>The media type of a file name, or null for what cannot be read.</summary>
    public static string? Of(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".md" => Markdown,
        ".txt" => PlainText,
        _ => null,
    };

    public static string NameOf(string mediaType) => mediaType == Markdown ? "Markdown" : "Text";
}
