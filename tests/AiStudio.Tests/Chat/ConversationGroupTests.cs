using AiStudio.Features.Chat;

namespace AiStudio.Tests.Chat;

public sealed class ConversationGroupTests
{
    [Fact]
    public void Of_RowsOfManyDays_AreUnderTheirHeadings()
    {
        var groups = ConversationGroup.Of([Row("p", -400)], [Row("a", 0), Row("b", -1), Row("c", -2), Row("d", -7), Row("e", -8)], Samples.Clock);
        Assert.Equal(["Pinned: p", "Today: a", "Yesterday: b", "Last 7 days: c d", "Older: e"], groups.Select(group => $"{group.Name}: {string.Join(' ', group.Rows.Select(row => row.Title))}"));
    }

    [Fact]
    public void Of_MidnightInAnotherZone_IsThatZonesDay()
    {
        var tokyo = LocalClock.In(Samples.Time, "Asia/Tokyo");
        var row = new ConversationRow(Guid.CreateVersion7(), "late", false, false, false, new DateTimeOffset(2026, 11, 19, 16, 0, 0, TimeSpan.Zero));
        Assert.Equal("Today", Assert.Single(ConversationGroup.Of([], [row], tokyo)).Name);
        Assert.Equal("Yesterday", Assert.Single(ConversationGroup.Of([], [row], Samples.Clock)).Name);
    }

    [Theory]
    [InlineData(0, "09:38")]
    [InlineData(-1, "09:38")]
    [InlineData(-3, "Tue")]
    [InlineData(-30, "21 Oct")]
    [InlineData(-400, "16 Oct 2025")]
    public void Brief_Age_IsSaidShortly(int days, string expected) => Assert.Equal(expected, Samples.Clock.Brief(Samples.Now.AddDays(days)));

    private static ConversationRow Row(string title, int days) => new(Guid.CreateVersion7(), title, false, false, false, Samples.Now.AddDays(days));
}
