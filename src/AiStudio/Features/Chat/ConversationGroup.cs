namespace AiStudio.Features.Chat;

/// <summary>A heading of the list and what stands under it.</summary>
internal sealed record ConversationGroup(string Name, IReadOnlyList<ConversationRow> Rows)
{
    /// <summary>Pinned, Today, Yesterday, Last 7 days, Older: the ones that have rows.</summary>
    public static IReadOnlyList<ConversationGroup> Of(IEnumerable<ConversationRow> pinned, IEnumerable<ConversationRow> rows, LocalClock clock) =>
    [
        .. from @group in rows.GroupBy(row => Age(clock.Today.DayNumber - clock.Day(row.UpdatedAt).DayNumber))
               .Prepend(pinned.GroupBy(_ => "Pinned").FirstOrDefault())
           where @group is not null
           select new ConversationGroup(@group.Key, [.. @group]),
    ];

    private static string Age(int days) => days switch
    {
        <= 0 => "Today",
        1 => "Yesterday",
        < 8 => "Last 7 days",
        _ => "Older",
    };
}
