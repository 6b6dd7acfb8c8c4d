namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>A candidate's text, taken apart once.</summary>
internal sealed class RankedText
{
    public RankedText(string title, string headingPath, string text)
    {
        Words = Ranking.Words.Of(text);
        Sentences = Ranking.Words.Sentences(text, Words);
        Titles = [.. Ranking.Words.Of($"{title} {headingPath}").DistinctBy(word => word.Stem)];
        Topic = headingPath.Length > 0 ? headingPath.Split(" › ", 2)[0] : title;
    }

    public Word[] Words { get; }

    public IReadOnlyList<Range> Sentences { get; }

    /// <summary>The words of document title and headings, each stem once.</summary>
    public Word[] Titles { get; }

    /// <summary>The stems that carry the meaning, of text and titles.</summary>
    public HashSet<string> Stems => [.. Words.Where(word => !word.IsStop).Select(word => word.Stem), .. Titles.Select(word => word.Stem)];

    /// <summary>How many words carry meaning.</summary>
    public int Length => Words.Count(word => !word.IsStop) + Titles.Length;

    /// <summary>What candidates of one subject share: the first heading, or the document's title.</summary>
    public string Topic { get; }
}
