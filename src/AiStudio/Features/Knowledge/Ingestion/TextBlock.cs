namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>What a text is made of, in order; blank lines are between blocks. Level is a heading's, from 1 to 6. Pages, slides and sheets count from 1.</summary>
internal readonly record struct TextBlock(TextBlockKind Kind, int Start, int End, int Level = 0, int? Page = null);

internal enum TextBlockKind
{
    Heading,
    Paragraph,

    /// <summary>A table or a code block, which loses its meaning when it is cut.</summary>
    Whole,

    /// <summary>Lines that belong together; cut only when there are very many of them.</summary>
    List,
}
