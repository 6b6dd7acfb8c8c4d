using AiStudio.Platform.Data;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>
/// Walks back through the calls of a filter until it has found enough. First it looks into the last hours, where what is frequent is found at once; then, a few hours first and
/// ever more, into those that are not known to hold nothing: what is rare is not looked for in a million calls. Of tries that failed and of what answers were found to be it is not known,
/// but an index holds them alone: a little at a time, so that of frequent ones not all are gathered for the newest few.
/// </summary>
internal sealed class TraceWalk(StudioDb db, TraceFilter filter)
{
    private const int Faster = 4;
    private static readonly TimeSpan s_first = TimeSpan.FromHours(6);

    /// <summary>The newest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="select">The statement over admitted calls, the text of which it is given. It gives a row for each, the newest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<T>> ReadAsync<T>(int limit, Func<string, string> select, CancellationToken cancellationToken)
    {
        var whole = Whole();
        var told = CallOutline.Tells(filter);
        if ((!told && filter is { AsksForTries: false, Answer: null }) || whole.Length <= s_first)
            return await ReadAsync<T>(filter, null, limit, select, cancellationToken);

        var last = new TimeSlice(whole.To - s_first, whole.To);
        var found = await ReadAsync<T>(Within(last), [last], limit, select, cancellationToken);
        if (found.Count >= limit)
            return found;
        var rest = new TimeSlice(whole.From, last.From);
        foreach (var slices in Steps(rest, told ? await CallOutline.EmptyHoursAsync(db, filter, rest, cancellationToken) : []))
        {
            var span = new TimeSlice(slices[^1].From, slices[0].To);
            found.AddRange(await ReadAsync<T>(Within(span), slices, limit - found.Count, select, cancellationToken));
            if (found.Count >= limit)
                break;
        }

        return found;
    }

    // What lies between hours that hold nothing, the latest first: so much in one step, four times as much in the next.
    internal static IEnumerable<IReadOnlyList<TimeSlice>> Steps(TimeSlice span, IEnumerable<DateTimeOffset> emptyHours)
    {
        var (step, length, most) = (new List<TimeSlice>(), TimeSpan.Zero, s_first * Faster);
        foreach (var open in Between(span, emptyHours))
        {
            var left = open;
            while (left.Length > TimeSpan.Zero)
            {
                var slice = left.Length <= most - length ? left : left with { From = left.To - (most - length) };
                step.Add(slice);
                (length, left) = (length + slice.Length, left with { To = slice.From });
                if (length < most)
                    continue;
                yield return step;
                step = [];
                (length, most) = (TimeSpan.Zero, most * Faster);
            }
        }

        if (step.Count > 0)
            yield return step;
    }

    private static IEnumerable<TimeSlice> Between(TimeSlice span, IEnumerable<DateTimeOffset> emptyHours)
    {
        var end = span.To;
        foreach (var hour in emptyHours)
        {
            if (hour.AddHours(1) < end)
                yield return new TimeSlice(hour.AddHours(1), end);
            end = hour < end ? hour : end;
        }

        if (span.From < end)
            yield return span with { To = end };
    }

    // The page before ended at a call that shares its microsecond with others.
    private TimeSlice Whole() => new(filter.From, filter.After is { } after && after.StartedAt < filter.To ? after.StartedAt.AddMicroseconds(1) : filter.To);

    private TraceFilter Within(TimeSlice span) => filter with { From = span.From, To = span.To };

    private Task<List<T>> ReadAsync<T>(TraceFilter of, IReadOnlyList<TimeSlice>? slices, int limit, Func<string, string> select, CancellationToken cancellationToken)
    {
        var query = new TraceQuery(db, of);
        return query.ListAsync<T>(select(query.Calls(null, limit, slices)), cancellationToken);
    }
}
