using System.Data.Common;
using System.Diagnostics.Metrics;
using AiStudio.Features.Knowledge.Quotes;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Chat.Turns;

/// <summary>How many citations quote, and how many quote what is not there: the share of the second among the first says what answers are worth.</summary>
internal sealed partial class CitationCounters
{
    private readonly Counter<long> _quoted;
    private readonly Counter<long> _unverified;
    private readonly QuoteTally _tally;
    private readonly ILogger<CitationCounters> _logger;

    public CitationCounters(IMeterFactory meters, QuoteTally tally, ILogger<CitationCounters> logger)
    {
        (_tally, _logger) = (tally, logger);
        var meter = meters.Create("AiStudio.Citations");
        _quoted = meter.CreateCounter<long>("aistudio.citations.quoted", description: "Citations of answers that quote their passage.");
        _unverified = meter.CreateCounter<long>("aistudio.citations.unverified", description: "Of those, the ones whose words do not stand in the passage.");
    }

    /// <summary>For this node's metrics and for the bases that were quoted. An answer that cannot be counted is an answer all the same.</summary>
    public async Task CountAsync(TenantScope scope, IReadOnlyList<Citation> citations)
    {
        var quotes = citations.Where(citation => citation.Verified is not null)
            .Select(citation => new QuotedDocument(citation.DocumentId, citation.Verified == false)).ToList();
        _quoted.Add(quotes.Count);
        _unverified.Add(quotes.Count(quote => quote.Missing));
        try
        {
            await _tally.AddAsync(scope, quotes, CancellationToken.None);
        }
        catch (DbException ex)
        {
            LogUncounted(ex);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The quotes of an answer are missing in the share of quotes that were not found")]
    private partial void LogUncounted(DbException exception);
}
