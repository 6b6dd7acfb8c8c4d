namespace AiStudio.Features.Chat;

/// <summary>Where the words that an answer quotes stand in the passage.</summary>
internal static class QuotedWords
{
    // Models change white space when they quote; words are compared, not the gaps between them. What was verified by its words alone is found by them.
    public static Range Find(string passage, string? quote)
    {
        if (string.IsNullOrWhiteSpace(quote))
            return 0..0;
        var exact = passage.IndexOf(quote, StringComparison.Ordinal);
        if (exact >= 0)
            return exact..(exact + quote.Length);
        for (var start = 0; start < passage.Length; start++)
        {
            if (Match(passage, start, quote) is { } length)
                return start..(start + length);
        }

        return QuoteMatch.Find(passage, quote) ?? 0..0;
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
