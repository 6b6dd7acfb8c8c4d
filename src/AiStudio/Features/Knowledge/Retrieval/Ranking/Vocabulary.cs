using System.Collections.Concurrent;

namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>The words that texts are made of, taken apart once for the whole process: nine in ten words of a search stood in the one before.</summary>
internal static class Vocabulary
{
    // Some tens of megabytes; then it begins anew.
    private const int Most = 200_000;

    // What is longer is a number, a key or noise, and comes once.
    private const int LongestKept = 32;

    private static readonly ConcurrentDictionary<string, Lexeme> s_words = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lexeme>.AlternateLookup<ReadOnlySpan<char>> s_written = s_words.GetAlternateLookup<ReadOnlySpan<char>>();
    private static int s_count;

    /// <summary>The word as it is written in a text.</summary>
    public static Lexeme Of(ReadOnlySpan<char> written)
    {
        if (s_written.TryGetValue(written, out var known))
        {
            return known;
        }

        var lexeme = new Lexeme(Words.Fold(written.ToString()));
        if (written.Length <= LongestKept)
        {
            if (Interlocked.Increment(ref s_count) > Most)
            {
                s_words.Clear();
                Interlocked.Exchange(ref s_count, 0);
            }

            s_written[written] = lexeme;
        }

        return lexeme;
    }
}
