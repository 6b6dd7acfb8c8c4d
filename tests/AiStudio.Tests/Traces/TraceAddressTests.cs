using AiStudio.Features.Quality.Rules;
using AiStudio.Features.Traces.Browsing;

namespace AiStudio.Tests.Traces;

public sealed class TraceAddressTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void FilterOf_AnAddress_ReadsWhatItSays()
    {
        var filter = TraceAddress.FilterOf("https://studio.test/traces?from=2026-11-01&to=2026-11-02&slow=1.5&cost=0.05&rating=down&feature=chat&q=zebra&after=x", s_now).Value!;

        Assert.Equal((new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 2)), (filter.FirstDay, filter.LastDay));
        Assert.Equal((1_500, 50_000_000L, -1, "chat", "zebra"), (filter.SlowMs, filter.CostNanoUsd, filter.Rating, filter.Feature, filter.Text));
        Assert.Equal("feature=chat&q=zebra", TraceAddress.QueryOf("https://studio.test/traces?feature=chat&q=zebra&after=x"));
    }

    [Fact]
    public void FilterOf_AnId_LooksWhereTheIdWasMade()
    {
        var made = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        var call = TraceAddress.FilterOf($"https://studio.test/traces?q={Guid.CreateVersion7(made)}", s_now).Value!;
        var trace = TraceAddress.FilterOf("https://studio.test/traces?q=4bf92f3577b34da6a3ce929d0e0e4736", s_now).Value!;

        Assert.True(call is { Id: not null, TraceId: null, Text: null } && call.From < made && made < call.To && call.To - call.From < TimeSpan.FromDays(3));
        Assert.True(trace is { Id: null, TraceId: "4bf92f3577b34da6a3ce929d0e0e4736", Text: null } && trace.From < made);
    }

    [Theory]
    [InlineData("req_4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("req_4bf92f3577b34da6a3ce929d0e0e473600f067aa0ba902b7", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("req_4bf92f3577b34da6", null)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473600f067aa0ba902b7", null)]
    [InlineData("order-4711", null)]
    public void FilterOf_ARequestOfOurs_IsTheTraceThatItNames(string id, string? trace) =>
        Assert.Equal(trace, TraceAddress.FilterOf($"https://studio.test/traces?q={id}", s_now).Value!.TraceId);

    [Fact]
    public void Link_OfEveryRule_IsAFilterOfItsHoursAndOfNothingElseThanItsRows()
    {
        var (from, to) = (new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 11, 47, 3, TimeSpan.Zero));
        foreach (var rule in QualityRules.All)
        {
            var link = rule.Link(rule.OfProvider is null ? null : "East & West", 2_500, from, to);
            var filter = TraceAddress.FilterOf("https://studio.test" + link, s_now).Value!;

            Assert.Equal((from, to.AddMinutes(1).AddSeconds(-3)), (filter.From, filter.To));
            Assert.Equal(rule.OfProvider is null ? null : "East & West", filter.FailedAt);
            Assert.Equal(rule.Unit == QualityUnit.Milliseconds ? 2_500 : null, filter.SlowMs ?? filter.FirstMs);
            var narrowed = filter.Endings.Count > 0 || filter.AsksForTries || filter.Answer is not null || filter.Rating is not null;
            Assert.True(narrowed == (rule.Key != "volume"), $"{rule.Key}: {link}");
            Assert.InRange(link.Length, 1, 500);
        }
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("to=2026-13-01")]
    [InlineData("user=kim")]
    [InlineData("prompt=1.0.0")]
    [InlineData("slow=-1")]
    [InlineData("cost=much")]
    [InlineData("first=soon")]
    [InlineData("since=2026-11-21")]
    [InlineData("answer=good")]
    [InlineData("failedAt=%00")]
    [InlineData("feature=%00")]
    [InlineData("error=a%00b")]
    public void FilterOf_WhatCannotBeRead_IsRefused(string query) =>
        Assert.Equal("filter_invalid", TraceAddress.FilterOf($"https://studio.test/traces?{query}", s_now).Error?.Code);
}
