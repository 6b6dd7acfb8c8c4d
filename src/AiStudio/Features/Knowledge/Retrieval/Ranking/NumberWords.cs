using System.Collections.Frozen;

namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Numbers that are written out.</summary>
internal static class NumberWords
{
    private static readonly FrozenSet<string> s_words = new[]
    {
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty", "hundred",
        "thousand", "million", "billion", "dozen", "half", "percent",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string word) => s_words.Contains(word);
}
