namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>A candidate's text, taken apart once.</summary>
internal sealed class RankedText
{
    public RankedText(string title, string headingPath, string text)
    {
        Text = text;
        Words = Ranking.Words.Of(text);
        Sentences = Ranking.Words.Sentences(text, Words);
        Titles = [.. Ranking.Words.Of($"{title} {headingPath}").Select(word => word.Stem)];
        var content = Words.Where(word => !word.IsStop).ToArray();
        Length = content.Length + Titles.Count;
        Stems = [.. content.Select(word => word.Stem), .. Titles];
        Pairs = [.. content.Zip(content.Skip(1), (first, second) => (first.Stem, second.Stem))];
        Topic = headingPath.Length > 0 ? headingPath.Split(" › ", 2)[0] : title;
    }

    public string Text { get; }

    public Word[] Words { get; }

    public IReadOnlyList<Range> Sentences { get; }

    /// <summary>The stems of document title and headings.</summary>
    public HashSet<string> Titles { get; }

    public HashSet<string> Stems { get; }

    public HashSet<(string First, string Second)> Pairs { get; }

    public int Length { get; }

    /// <summary>What candidates of one subject share: the first heading, or the document's title.</summary>
    public string Topic { get; }

    /// <summary>The grams of a sentence.</summary>
    public IEnumerable<ulong> Grams(Range sentence) => Ranking.Grams.Of(string.Join(' ', Words[sentence].Select(word => word.Text)));
}
