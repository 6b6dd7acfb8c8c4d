namespace AiStudio.Features.Knowledge;

/// <summary>
/// All of a version's text, in stretches to be read in pages: its chunks, and what stands between and after them. Between the chunks of the version that is
/// searched stand headings; of an older one, whose unchanged chunks went over to the newer one, most of the text.
/// </summary>
internal static class DocumentOutline
{
    private const int LongestBetween = 4_000;

    public static List<Stretch> Of(string text, IReadOnlyList<Stretch> chunks)
    {
        var stretches = new List<Stretch>(2 * chunks.Count);
        var at = 0;
        foreach (var chunk in chunks)
        {
            stretches.AddRange(Between(text, at, chunk.Start, chunk));
            stretches.Add(chunk);
            // Chunks may overlap.
            at = Math.Max(at, chunk.End);
        }

        stretches.AddRange(Between(text, at, text.Length, chunks.Count > 0 ? chunks[^1] : null));
        return stretches;
    }

    // Cut at line ends, so that no page of a browser has to hold a whole book.
    private static IEnumerable<Stretch> Between(string text, int from, int to, Stretch? beside)
    {
        while (from < to)
        {
            var end = Math.Min(to, from + LongestBetween);
            if (end < to)
                end = text.LastIndexOf('\n', end - 1, end - from) is > 0 and var line && line > from ? line : char.IsLowSurrogate(text[end]) ? end - 1 : end;
            if (!text.AsSpan(from, end - from).IsWhiteSpace())
                yield return new Stretch(null, beside?.Ordinal ?? 0, "", beside?.Page, from, end);
            from = end;
        }
    }
}

/// <summary>A part of the text; a chunk when it has an id. Start and end count its UTF-16 code units.</summary>
internal sealed record Stretch(Guid? ChunkId, int Ordinal, string HeadingPath, int? Page, int Start, int End);
