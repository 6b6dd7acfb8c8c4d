using Markdig.Syntax.Inlines;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>Something written like a citation marker: <c>[2]</c> or <c>[1, 3]</c>. Whether it is one, the writer decides.</summary>
internal sealed class CitationInline(string source, IReadOnlyList<int> numbers) : LeafInline
{
    public string Source { get; } = source;

    public IReadOnlyList<int> Numbers { get; } = numbers;
}
