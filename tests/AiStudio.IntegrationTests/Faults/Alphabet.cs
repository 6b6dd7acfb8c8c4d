namespace AiStudio.IntegrationTests.Faults;

/// <summary>What a model of this name says: numbered words that no other model says, so that a splice, a gap and a repetition all show.</summary>
internal static class Alphabet
{
    public static IReadOnlyList<string> Tokens(string model, int count) => [.. Enumerable.Range(0, count).Select(i => Token(model, i))];

    /// <summary>How many tokens of <paramref name="model"/> the text is, from the first one on; -1 when it is anything else.</summary>
    public static int Count(string model, string text)
    {
        var (at, count) = (0, 0);
        while (at < text.Length)
        {
            var token = Token(model, count);
            if (!text.AsSpan(at).StartsWith(token, StringComparison.Ordinal))
            {
                return -1;
            }

            at += token.Length;
            count++;
        }

        return count;
    }

    private static string Token(string model, int number) => $"{model}-{number:0000} ";
}
