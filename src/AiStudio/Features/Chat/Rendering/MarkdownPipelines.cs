using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>The Markdown that an answer may use, picked by hand: no HTML, attributes, media, diagrams, mathematics, footnotes or identifiers.</summary>
internal static class MarkdownPipelines
{
    public static MarkdownPipeline Full { get; } = BuildFull();

    /// <summary>The same blocks, their text left unread: finds where blocks begin and what they would cost.</summary>
    public static MarkdownPipeline BlocksOnly { get; } = BuildBlocksOnly();

    private static MarkdownPipeline BuildFull()
    {
        var builder = Blocks()
            .UsePipeTables(new PipeTableOptions { RequireHeaderSeparator = true, UseHeaderForColumnCount = true })
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseTaskLists()
            .UseAutoLinks(new AutoLinkOptions { OpenInNewWindow = false });
        builder.InlineParsers.InsertBefore<LinkInlineParser>(new CitationInlineParser());
        return builder.Build();
    }

    private static MarkdownPipeline BuildBlocksOnly()
    {
        var builder = Blocks();
        builder.InlineParsers.Clear();
        return builder.Build();
    }

    private static MarkdownPipelineBuilder Blocks()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml();
        builder.BlockParsers.Replace<ParagraphBlockParser>(new TextParagraphParser());
        return builder;
    }
}
