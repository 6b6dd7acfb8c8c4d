namespace AiStudio.Gateway.Upstream.Local;

/// <summary>How the offline models count: a run of letters and digits is one token, every other visible character is one too.</summary>
internal static class LocalTokens
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var letter = char.IsLetterOrDigit(character) || char.IsSurrogate(character);
            if (letter ? !inWord : !char.IsWhiteSpace(character))
                count++;
            inWord = letter;
        }

        return count;
    }
}
