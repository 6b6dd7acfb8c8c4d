using System.Text.RegularExpressions;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>What of a message asks: people greet, explain and thank around it, and those words stand in no document.</summary>
internal static partial class AskedQuestion
{
    // Fewer words that say something than this are no question by themselves: "What should I do?"
    private const int Enough = 2;

    private static readonly HashSet<string> s_courtesy =
        [.. Words.Of("hello hi hey dear please help thanks thank sorry team quick question know tell hallo bitte danke frage bonjour merci hola gracias")];

    /// <summary>The sentences that end in a question mark and say what they ask about, without what leads up to it before a colon; the whole text when there are none.</summary>
    public static string Of(string text)
    {
        var asking = Sentence().Matches(text).Select(match => match.Value.Trim()).Where(sentence => sentence.EndsWith('?')).Select(AfterColon).Where(IsEnough).ToList();
        return asking.Count == 0 ? text : string.Join(' ', asking);
    }

    /// <summary>Whether an answer has digits: a day, a year, a number, an amount.</summary>
    public static bool IsForFigure(string question) => Figure().IsMatch(question);

    private static string AfterColon(string sentence) =>
        sentence.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon && sentence[(colon + 2)..] is var rest && IsEnough(rest) ? rest : sentence;

    private static bool IsEnough(string sentence) =>
        Words.Of(sentence).Where(word => !StopWords.Contains(word) && !s_courtesy.Contains(word)).Distinct().Take(Enough).Count() == Enough;

    [GeneratedRegex(@"\b(when|how (many|much|long|old|far|tall|large|high)|(what|which|in what|in which) (year|date|day|century|percentage|number)|wann|wie ?viele?|wie (lange|alt|hoch)|quand|combien|cuándo|cuánt[oa]s?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Figure();

    [GeneratedRegex(@"(?:[^.!?\n]|[.!?](?=\S))+[.!?]*", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
