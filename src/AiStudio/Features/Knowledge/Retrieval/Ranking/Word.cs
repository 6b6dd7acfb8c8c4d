namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>A word of a text: folded to lower case without accents, its stem, and where it stands (UTF-16 code units).</summary>
internal readonly record struct Word(string Text, string Stem, int Start, int End, bool IsCapital)
{
    public bool IsStop => StopWords.Contains(Text);

    public bool IsNumber => char.IsAsciiDigit(Text[0]);
}
