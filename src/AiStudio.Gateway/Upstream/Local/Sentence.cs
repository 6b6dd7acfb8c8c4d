namespace AiStudio.Gateway.Upstream.Local;

/// <summary>Something that can be quoted: a sentence, a list item, a table row or a few lines of code.</summary>
/// <param name="Text">As it stands in the document, without the mark of the list.</param>
/// <param name="Heading">The heading it stands under.</param>
/// <param name="IsCode">Whether it is code, which is quoted as a block.</param>
/// <param name="ContinuesAbove">Whether it belongs to what stands before it: an item or code after a line that ends in a colon.</param>
internal sealed record Sentence(string Text, string Heading, bool IsCode, bool ContinuesAbove)
{
    /// <summary>Whether it is the row of a table.</summary>
    public bool IsRow { get; init; }
}
