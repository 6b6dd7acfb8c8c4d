namespace AiStudio.Features.Knowledge.Quotes;

/// <summary>How many quotes answers gave, and how many of them do not stand in the passage they cite.</summary>
internal sealed record QuoteShare(long Quoted, long Missing);
