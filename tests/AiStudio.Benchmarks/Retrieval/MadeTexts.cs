using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>Texts without end, made of sentences of real ones: words as frequent as they are in language, and no two texts alike.</summary>
internal sealed class MadeTexts
{
    private readonly string[] _sentences;

    public MadeTexts(IEnumerable<string> jsonLines) => _sentences =
    [
        .. jsonLines.Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)
            .SelectMany(text => Sentences(text)).Where(sentence => sentence.Length is > 40 and < 300),
    ];

    /// <summary>About as long as a chunk.</summary>
    public string Next(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(5, 8)).Select(_ => _sentences[random.Next(_sentences.Length)]));

    /// <summary>Some words of a text, as somebody would ask for it.</summary>
    public static string Ask(string text, Random random)
    {
        var words = Words.Of(text).Where(word => !word.IsStop && word.Text.Length > 3).Select(word => word.Text).Distinct().ToArray();
        random.Shuffle(words);
        return $"What about {string.Join(' ', words.Take(random.Next(3, 8)))}?";
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var words = Words.Of(text);
        return Words.Sentences(text, words).Select(range => text[words[range][0].Start..words[range][^1].End] + ".");
    }
}
