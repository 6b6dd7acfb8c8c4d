namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Runs of four characters, each packed into a number: what typing errors, endings and compounds leave of a word.</summary>
internal static class Grams
{
    private const int Size = 4;

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
    public static double Likeness(HashSet<ulong> word, string other)
    {
        var (shared, count) = (0, 0);
        var seen = new HashSet<ulong>(other.Length);
        foreach (var gram in Of(other))
        {
            if (seen.Add(gram))
            {
                count++;
                shared += word.Contains(gram) ? 1 : 0;
            }
        }

        return 2.0 * shared / Math.Max(1, word.Count + count);
    }
}
