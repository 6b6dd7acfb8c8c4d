using Markdig.Helpers;
using Markdig.Parsers;

namespace AiStudio.Features.Chat.Rendering;

internal sealed class CitationInlineParser : InlineParser
{
    public CitationInlineParser() => OpeningCharacters = ['['];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var rest = slice.AsSpan();
        if (CitationMarker.At(rest) is not { } marker)
            return false;
        processor.Inline = new CitationInline(rest[..marker.Length].ToString(), marker.Numbers);
        slice.Start += marker.Length;
        return true;
    }
}
