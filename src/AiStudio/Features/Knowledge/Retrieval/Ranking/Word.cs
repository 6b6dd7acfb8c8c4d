namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>A word of a text: what it is, and where it stands (UTF-16 code units).</summary>
internal readonly record struct Word(Lexeme Lexeme, int Start, int End, bool IsCapital)
{
    /// <summary>Folded to lower case without accents.</summary>
    public string Text => Lexeme.Text;

    public string Stem => Lexeme.Stem;

    public bool IsStop => Lexeme.IsStop;

    public bool IsNumber => Lexeme.IsNumber;
}
