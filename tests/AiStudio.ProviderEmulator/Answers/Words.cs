namespace AiStudio.ProviderEmulator.Answers;

internal static class Words
{
    /// <summary>Cuts text into words, each with the white space before it; put together they are the text again.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            // White space at the very end belongs to the last word, not to a token of its own.
            if (end < text.Length && text.AsSpan(end).IsWhiteSpace())
                end = text.Length;
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>"Echo:" and the words of the text, once, or again and again up to the count.</summary>
    public static IEnumerable<string> Echo(string text, int count)
    {
        if (count <= 0)
            return Split($"Echo: {text.Trim()}".TrimEnd());
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            words = ["(nothing)"];
        return Enumerable.Range(0, count).Select(i => i == 0 ? "Echo:" : " " + words[(i - 1) % words.Length]);
    }
}
