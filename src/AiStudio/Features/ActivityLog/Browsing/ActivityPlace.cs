using System.Globalization;

namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>Where a page ended: entries go by time, and by id where that is the same.</summary>
internal sealed record ActivityPlace(DateTimeOffset At, Guid Id)
{
    public static ActivityPlace? Parse(string? text) =>
        text?.Split('_') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParse(id, out var entry)
            ? new ActivityPlace(new DateTimeOffset(ticks, TimeSpan.Zero), entry)
            : null;

    public static ActivityPlace Of(ActivityRow row) => new(row.At, row.Id);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}_{Id:n}");
}
