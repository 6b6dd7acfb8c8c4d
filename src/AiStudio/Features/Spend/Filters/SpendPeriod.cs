using System.Globalization;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Filters;

/// <summary>A range of an organization's days.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last, itself included.</param>
/// <param name="Today">The organization's today.</param>
/// <param name="Zone">Whose days they are.</param>
public sealed record SpendPeriod(DateOnly From, DateOnly To, DateOnly Today, string Zone)
{
    /// <summary>More days are not shown at once.</summary>
    public const int MostDays = 366;

    /// <summary>The locked month that it lies in: people count in the units and tiers that they had when it was locked. Null: in those they have now.</summary>
    public DateOnly? Locked { get; init; }

    private IReadOnlyList<DateOnly> LockedMonths { get; init; } = [];

    private static readonly CultureInfo s_words = CultureInfo.InvariantCulture;

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>
    /// What it is compared with. From the first of a month on, the same days of the month before, or all of it for a whole month; otherwise as many days as come just before.
    /// </summary>
    public SpendPeriod Previous
    {
        get
        {
            if (From.Day != 1 || (From.Year, From.Month) != (To.Year, To.Month) || Days == 1)
                return this with { From = From.AddDays(-Days), To = From.AddDays(-1) };
            var first = From.AddMonths(-1);
            return this with { From = first, To = To == LastOf(From) || To.Day > LastOf(first).Day ? LastOf(first) : first.AddDays(To.Day - 1) };
        }
    }

    /// <summary>Whether on these days alone people count in the same units and tiers as they do here: if not, by unit or tier their rows are not what is shown of them here.</summary>
    public bool CountsAlike(DateOnly from, DateOnly to) => LockOf(from, to) == Locked;

    /// <summary>As a person says it: “1–21 November 2026”.</summary>
    public string Words => (From, To) switch
    {
        _ when From == To => Written(From, "ddd d MMMM yyyy"),
        _ when (From.Year, From.Month) == (To.Year, To.Month) => $"{Written(From, "%d")}–{Written(To, "d MMMM yyyy")}",
        _ when From.Year == To.Year => $"{Written(From, "d MMM")} – {Written(To, "d MMM yyyy")}",
        _ => $"{Written(From, "d MMM yyyy")} – {Written(To, "d MMM yyyy")}",
    };

    /// <summary>The days that the filter asks for: this month until today when it names none, one whole month back from the last when it names that alone. Error: <c>range_invalid</c>.</summary>
    internal static Task<Result<SpendPeriod>> OfAsync(StudioDb db, SpendFilter filter, CancellationToken cancellationToken) =>
        OfAsync(db, filter, to => new DateOnly(to.Year, to.Month, 1), cancellationToken);

    /// <summary>The same for lists, which go back a week.</summary>
    internal static Task<Result<SpendPeriod>> OfListAsync(StudioDb db, SpendFilter filter, CancellationToken cancellationToken) =>
        OfAsync(db, filter, to => to.AddDays(-6), cancellationToken);

    private static async Task<Result<SpendPeriod>> OfAsync(StudioDb db, SpendFilter filter, Func<DateOnly, DateOnly> usual, CancellationToken cancellationToken)
    {
        if (filter.Problem is { } problem)
            return problem;
        var calendar = await db.Database.SqlQuery<Calendar>($"""
            select time_zone as "Zone", (now() at time zone time_zone)::date as "Today" from organization where id = {db.Scope.OrganizationId}
            """).SingleAsync(cancellationToken);
        var to = filter.To ?? (filter.From > calendar.Today ? filter.From.Value : calendar.Today);
        var from = filter.From ?? usual(to);
        return from > to || to.DayNumber - from.DayNumber >= MostDays || from.Year < 2000 || to.Year > 2200
            ? Error.Invalid("range_invalid", $"A range is 1 to {MostDays} days long, and begins before it ends.")
            : await new SpendPeriod(from, to, calendar.Today, calendar.Zone).WithLockAsync(db, cancellationToken);
    }

    /// <summary>The same, as far as it is locked.</summary>
    internal async Task<SpendPeriod> WithLockAsync(StudioDb db, CancellationToken cancellationToken)
    {
        // Also of the days before that a chart shows beside few.
        var (first, last) = (MonthOf(Previous.From).AddMonths(-1), MonthOf(To));
        var locked = this with
        {
            LockedMonths = await db.Database.SqlQuery<DateOnly>($"""
                select month as "Value" from month_lock where org_id = {db.Scope.OrganizationId} and month between {first} and {last}
                """).ToListAsync(cancellationToken),
        };
        return locked with { Locked = locked.LockOf(From, To) };
    }

    private DateOnly? LockOf(DateOnly from, DateOnly to) => MonthOf(from) == MonthOf(to) && LockedMonths.Contains(MonthOf(from)) ? MonthOf(from) : null;

    private static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    private static DateOnly LastOf(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    private static string Written(DateOnly day, string form) => day.ToString(form, s_words);

    private sealed record Calendar(string Zone, DateOnly Today);
}
