namespace AiStudio.ProviderEmulator.Requests;

/// <summary>The one token rule: a word is a token, and each message costs three more.</summary>
public static class TokenCount
{
    public const int PerMessage = 3;

    public static int Words(ReadOnlySpan<char> text)
    {
        var count = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var space = char.IsWhiteSpace(character);
            if (!space && !inWord)
                count++;
            inWord = !space;
        }

        return count;
    }
}
