namespace AiStudio.Features.Chat;

/// <summary>A passage in paragraphs, each cut where the quoted words begin and end.</summary>
internal sealed record QuotedPassage(IReadOnlyList<QuotedPassage.Paragraph> Paragraphs)
{
    internal sealed record Paragraph(string Before, string Quote, string After)
    {
        public bool IsQuoted => Quote.Length > 0;
    }

    public static QuotedPassage Of(string passage, string? quote)
    {
        var (start, length) = Find(passage, quote);
        var paragraphs = new List<Paragraph>();
        var at = 0;
        foreach (var text in passage.Split("\n\n"))
        {
            paragraphs.Add(Cut(text, start - at, start + length - at));
            at += text.Length + 2;
        }

        paragraphs.RemoveAll(paragraph => string.IsNullOrWhiteSpace(paragraph.Before + paragraph.Quote + paragraph.After));
        return new QuotedPassage(paragraphs);
    }

    private static Paragraph Cut(string text, int start, int end)
    {
        (start, end) = (Math.Clamp(start, 0, text.Length), Math.Clamp(end, 0, text.Length));
        return start < end ? new Paragraph(text[..start], text[start..end], text[end..]) : new Paragraph(text, "", "");
    }

    // Models change white space when they quote; words are compared, not the gaps between them.
    private static (int Start, int Length) Find(string passage, string? quote)
    {
        if (string.IsNullOrWhiteSpace(quote))
            return (0, 0);
        var exact = passage.IndexOf(quote, StringComparison.Ordinal);
        if (exact >= 0)
            return (exact, quote.Length);
        for (var start = 0; start < passage.Length; start++)
        {
            if (Match(passage, start, quote) is { } length)
                return (start, length);
        }

        return (0, 0);
    }

    private static int? Match(string passage, int start, string quote)
    {
        var (at, q) = (start, 0);
        while (q < quote.Length)
        {
            if (char.IsWhiteSpace(quote[q]))
            {
                q++;
                continue;
            }

            while (at > start && at < passage.Length && char.IsWhiteSpace(passage[at]))
                at++;
            if (at >= passage.Length || passage[at] != quote[q])
                return null;
            at++;
            q++;
        }

        return at - start;
    }
}
