using System.Globalization;

namespace AiStudio.Features.Spend.Calls;

/// <summary>Which calls are wanted; what is null matters not.</summary>
/// <param name="Id">This one.</param>
/// <param name="TraceId">Those of this W3C trace.</param>
/// <param name="TurnId">Those of this chat turn.</param>
/// <param name="Before">Those that follow this place of the list.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record CallQuery(Guid? Id, string? TraceId, Guid? TurnId, CallQuery.Place? Before, int Limit)
{
    /// <summary>Where a page ended: calls go by time, and by id where that is the same.</summary>
    internal sealed record Place(DateTimeOffset StartedAt, Guid Id)
    {
        public static Place? Parse(string? text) =>
            text?.Split('|') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParse(id, out var call)
                ? new Place(new DateTimeOffset(ticks, TimeSpan.Zero), call)
                : null;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAt.UtcTicks}|{Id}");
    }
}
