using AiStudio.Features.Spend.Filters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Tests.Spend;

public sealed class SpendFilterTests
{
    [Fact]
    public void Of_ItsOwnAddress_IsTheSame()
    {
        var filter = new SpendFilter { Feature = "chat & more", Model = SpendFilter.None, User = Guid.CreateVersion7().ToString(), Tier = "pro" }.Between(new(2026, 3, 1), new(2026, 3, 31));

        Assert.Equal(filter, Read(filter.Address("/spend", ("by", "unit"))));
        Assert.Equal("/spend", new SpendFilter().Address("/spend"));
        var others = filter.Without(SpendDimension.Feature, ["a:b", "c&d"]).Without(SpendDimension.Tier, [SpendFilter.None]);
        Assert.Equal(others.Except, Read(others.Address("/spend")).Except);
        Assert.Equal(filter, others.WithAll(SpendDimension.Feature).WithAll(SpendDimension.Tier));
    }

    [Theory]
    [InlineData("from=yesterday", "day_invalid")]
    [InlineData("to=2026-13-01", "day_invalid")]
    [InlineData("to=0001-01-01", "day_invalid")]
    [InlineData("user=me", "id_invalid")]
    [InlineData("unit=1", "id_invalid")]
    [InlineData("feature=%00", "text_invalid")]
    [InlineData("except=colour:red", "except_invalid")]
    [InlineData("except=user:me", "except_invalid")]
    [InlineData("except=feature", "except_invalid")]
    [InlineData("except=feature:a:b&except=feature:c&except=user:none", null)]
    [InlineData("user=none&key=none&from=2026-02-28", null)]
    public void Of_WhatCannotBeRead_SaysSo(string query, string? problem) => Assert.Equal(problem, Read("/spend?" + query).Problem?.Code);

    [Theory]
    [InlineData("2026-11-01", "2026-11-21", "2026-10-01", "2026-10-21")] // So much of the month before.
    [InlineData("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31")] // All of it.
    [InlineData("2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28")] // As much as there is.
    [InlineData("2026-11-20", "2026-11-20", "2026-11-19", "2026-11-19")] // The day before.
    [InlineData("2026-12-01", "2026-12-01", "2026-11-30", "2026-11-30")]
    [InlineData("2026-11-15", "2026-11-21", "2026-11-08", "2026-11-14")] // The week before.
    [InlineData("2026-10-01", "2026-11-10", "2026-08-21", "2026-09-30")]
    public void Previous_OfAPeriod_IsWhatItIsComparedWith(string from, string to, string previousFrom, string previousTo)
    {
        var period = new SpendPeriod(Day(from), Day(to), Day(to), "UTC");

        Assert.Equal((Day(previousFrom), Day(previousTo)), (period.Previous.From, period.Previous.To));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);

    private static SpendFilter Read(string address) => SpendFilter.Of(new QueryCollection(QueryHelpers.ParseQuery(address.Split('?').ElementAtOrDefault(1))));
}
