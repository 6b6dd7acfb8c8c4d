using System.Diagnostics.Metrics;

namespace AiStudio.Features.Chat.Turns;

/// <summary>How many citations quote, and how many quote what is not there: the share of the second among the first says what answers are worth.</summary>
internal sealed class CitationCounters
{
    private readonly Counter<long> _quoted;
    private readonly Counter<long> _unverified;

    public CitationCounters(IMeterFactory meters)
    {
        var meter = meters.Create("AiStudio.Citations");
        _quoted = meter.CreateCounter<long>("aistudio.citations.quoted", description: "Citations of answers that quote their passage.");
        _unverified = meter.CreateCounter<long>("aistudio.citations.unverified", description: "Of those, the ones whose words do not stand in the passage.");
    }

    public void Count(IReadOnlyList<Citation> citations)
    {
        _quoted.Add(citations.Count(citation => citation.Verified is not null));
        _unverified.Add(citations.Count(citation => citation.Verified == false));
    }
}
