using System.Collections.Frozen;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>Words that say nothing about what a question is about: English, German, French and Spanish.</summary>
internal static class StopWords
{
    private const string List = """
        a about after all also am an and any are as at be been before but by can could did do does for from get give had has have he her here his how i if in
        into is it its just let like long many may me might more most much must my no not of on one only or other our out please say shall she should so some such tell than that the their them
        then there these they this those to up us very want was we were what when where which while who whom whose why will with would you your
        aber als am an auch auf aus bei bin bis bist da das dass dem den der des die du ein eine einem einen einer er es für hat ich ihr im in ist kann man mein
        mit nach nicht noch oder sich sie sind so über um und uns von wann warum was welche welcher welches wer werden wie wir wird wo zu zum zur
        au aux avec ce ces comment dans de des du elle en est et il ils je la le les leur ma mais mes mon ne nous on ou où par pas pour quand que quel quelle qui
        quoi sa se ses son sont sur tu un une vous
        como cómo con cual cuál cuando cuándo de del donde dónde el ella en es está la las lo los más mi no para pero por que qué quien quién se si son su sus un una y
        """;

    private static readonly FrozenSet<string> s_words =
        List.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => new[] { word, Words.Stem(word) }).ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string word) => s_words.Contains(word);
}
