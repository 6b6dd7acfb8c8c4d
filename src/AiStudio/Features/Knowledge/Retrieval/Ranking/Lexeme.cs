namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>A word as it is written somewhere, and all that is worth knowing of it before a text is looked at. Kept by the <see cref="Vocabulary"/>.</summary>
/// <param name="text">Folded to lower case without accents.</param>
internal sealed class Lexeme(string text)
{
    private ulong[]? _grams;

    public string Text { get; } = text;

    public string Stem { get; } = Stemmer.Stem(text);

    public bool IsStop { get; } = StopWords.Contains(text);

    public bool IsNumber { get; } = text.Length > 0 && char.IsAsciiDigit(text[0]);

    /// <summary>Its 4-grams, each once.</summary>
    public ulong[] Grams => _grams ??= [.. Ranking.Grams.Of(Text).Distinct()];
}
