using System.Collections.Frozen;

namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Words that say nothing about what a text is about. What other languages have of them weighs next to nothing by being frequent.</summary>
internal static class StopWords
{
    private const string List = """
        i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they them their theirs
        themselves what which who whom this that these those am is are was were be been being have has had having do does did doing a an the and but if or
        because as until while of at by for with about against between into through during before after above below to from up down in out on off over under
        again further then once here there when where why how all any both each few more most other some such no nor not only own same so than too very s t can
        will just don should now whose
        der die das den dem des ein eine einen einem einer und oder ist sind war nicht mit von zu zum zur im am auf für wie was wer wo wann warum welche welcher
        le la les un une des du de et est sont dans que qui pour pas sur au avec quel quelle comment quand où el los las y es en por para con una cómo cuál
        """;

    private static readonly FrozenSet<string> s_words =
        List.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Words.Fold).ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string word) => s_words.Contains(word);
}
