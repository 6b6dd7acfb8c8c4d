using System.Globalization;

namespace AiStudio.Features.Chat;

/// <summary>Where a page of the list ended: the time and id of its last row.</summary>
internal sealed record ConversationCursor(DateTimeOffset UpdatedAt, Guid Id)
{
    public static ConversationCursor? Parse(string? text) =>
        text?.Split('_') is [var time, var id]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
        && Guid.TryParse(id, out var guid)
            ? new ConversationCursor(new DateTimeOffset(ticks, TimeSpan.Zero), guid)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UpdatedAt.UtcTicks}_{Id:n}");
}
