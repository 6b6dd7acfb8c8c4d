using System.Text.RegularExpressions;

namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>A question as the ranking reads it.</summary>
internal sealed partial class Question
{
    private Question(string text)
    {
        Text = text;
        Words = Ranking.Words.Of(text);
        var content = Words.Where(word => !word.IsStop).ToArray();
        Content = [.. (content.Length > 0 ? content : Words).DistinctBy(word => word.Stem)];
        Pairs = [.. content.Zip(content.Skip(1), (first, second) => (first.Stem, second.Stem)).Distinct()];
        var plain = string.Join(' ', content.Select(word => word.Text));
        Asks = KindOf($" {string.Join(' ', Words.Select(word => word.Text))} ");
        Grams = [.. Ranking.Grams.Of(plain).Distinct()];
    }

    public string Text { get; }

    public Word[] Words { get; }

    /// <summary>The words that carry the meaning, each stem once.</summary>
    public IReadOnlyList<Word> Content { get; }

    /// <summary>Stems of content words that follow one another.</summary>
    public IReadOnlyList<(string First, string Second)> Pairs { get; }

    /// <summary>The 4-grams of the content words.</summary>
    public IReadOnlyList<ulong> Grams { get; }

    public AnswerKind Asks { get; }

    public static Question Of(string text) => new(text);

    private static AnswerKind KindOf(string words) =>
        Person().IsMatch(words) ? AnswerKind.Person
        : Time().IsMatch(words) ? AnswerKind.Time
        : Number().IsMatch(words) ? AnswerKind.Number
        : Place().IsMatch(words) ? AnswerKind.Place
        : AnswerKind.Anything;

    [GeneratedRegex(" (who|whose|whom|wer|wen|wem|wessen|quien|qui) ", RegexOptions.NonBacktracking)]
    private static partial Regex Person();

    [GeneratedRegex(" (when|what year|which year|what date|century|decade|wann|quand|cuando) ", RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex(" (how many|how much|percentage|percent|how long|how old|wie viele|wie viel|combien|cuantos) ", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(" (where|wo|wohin|ou|donde) ", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
