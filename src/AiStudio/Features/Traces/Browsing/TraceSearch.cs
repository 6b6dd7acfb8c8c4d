using AiStudio.Features.Traces.Recording;
using AiStudio.Platform.Data;
using AiStudio.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>What a filter comes to in an organization: days are instants, and words are the calls of the request that its client called so, else those in whose texts they stand.</summary>
/// <param name="Filter">With its days as instants.</param>
/// <param name="Among">Only these calls; null for any.</param>
/// <param name="Note">What a search of texts could not look at, as a sentence.</param>
internal sealed record TraceSearch(TraceFilter Filter, Guid[]? Among, string? Note)
{
    private const int MostOfRequest = 500;

    public static async Task<TraceSearch> BeginAsync(StudioDb db, TraceFilter filter, CancellationToken cancellationToken)
    {
        var dated = await InDaysAsync(db, filter, cancellationToken);
        if (dated.Words is { } words && RequestId.IsPlain(words) && await OfRequestAsync(db, words, cancellationToken) is { Length: > 0 } named)
            return new TraceSearch(
                dated with { Words = null, From = dated.FirstDay is null ? DateTimeOffset.UnixEpoch : dated.From }, named,
                named.Length == MostOfRequest ? $"Only the newest {MostOfRequest:N0} calls of this request are listed." : null);
        if (dated.Text is not { Length: > 0 } text)
            return new TraceSearch(dated, null, null);
        if (dated.IdsAlone)
            return new TraceSearch(dated, [], null);
        var (calls, note) = await TextSearch.FindAsync(db, dated, text, cancellationToken);
        return new TraceSearch(dated, calls, note);
    }

    // By the name that its client gave it: one that is ours is a W3C trace.
    private static Task<Guid[]> OfRequestAsync(StudioDb db, string request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Guid>($"""
            select call_id as "Value" from decision where org_id = {db.Scope.OrganizationId} and request = {RequestFingerprint.Of(request)} order by call_started_at desc limit {MostOfRequest}
            """).ToArrayAsync(cancellationToken);

    // Days are the organization's, and where its clocks go back at midnight, they begin with the first of the two.
    private static async Task<TraceFilter> InDaysAsync(StudioDb db, TraceFilter filter, CancellationToken cancellationToken)
    {
        if (filter is { FirstDay: null, LastDay: null })
            return filter;
        var span = await db.Database.SqlQuery<Span>($"""
            select first_instant({filter.FirstDay}::date::timestamp, o.time_zone) as "From", first_instant({filter.LastDay}::date + interval '1 day', o.time_zone) as "To"
            from organization o where o.id = {db.Scope.OrganizationId}
            """).SingleAsync(cancellationToken);
        return filter with { From = span.From ?? filter.From, To = span.To ?? filter.To };
    }

    private sealed record Span(DateTimeOffset? From, DateTimeOffset? To);
}
