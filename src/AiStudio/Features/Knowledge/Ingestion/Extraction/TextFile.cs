namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>Markdown and plain text: the text is the file's own, so that a citation shows what its author wrote.</summary>
internal static class TextFile
{
    public static ExtractedText Read(string text, string mediaType)
    {
        var clean = PlainCharacters.Clean(text);
        if (clean.Length > TextComposer.LongestText)
        {
            throw RefusedDocumentException.TooLong;
        }

        var blocks = TextBlocks.Read(clean, mediaType == DocumentKind.Markdown);
        return blocks.Count > TextComposer.MostBlocks ? throw RefusedDocumentException.TooManyBlocks : new ExtractedText(clean, blocks);
    }
}
