namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Runs of four characters, each packed into a number: what typing errors, endings and compounds leave of a word.</summary>
internal static class Grams
{
    public const int Size = 4;

    /// <summary>Those of <paramref name="words"/>, which one space separates, with a space before and after.</summary>
    public static IEnumerable<ulong> Of(string words)
    {
        ulong gram = 0;
        for (var at = 0; at < words.Length + 2; at++)
        {
            gram = (gram << 16) | (at == 0 || at == words.Length + 1 ? ' ' : words[at - 1]);
            if (at >= Size - 1)
            {
                yield return gram;
            }
        }
    }

    /// <summary>How alike two words are by their grams, from 0 to 1 (Dice's coefficient).</summary>
    public static double Likeness(Lexeme word, Lexeme other)
    {
        var (one, two) = (word.Grams, other.Grams);
        var shared = 0;
        foreach (var gram in one)
        {
            shared += two.AsSpan().Contains(gram) ? 1 : 0;
        }

        return 2.0 * shared / Math.Max(1, one.Length + two.Length);
    }
}
