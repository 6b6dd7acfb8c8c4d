using AiStudio.Api.RateLimits;

namespace AiStudio.Tests.Edge;

public sealed class SlidingMinuteTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_WheneverThereIsRoom_NeverPassesTheLimitInAnyMinute_AndGivesBackWithinFiveSeconds(int seed)
    {
        const long limit = 60;
        var random = new Random(seed);
        var (minute, now, granted) = (new SlidingMinute(), 1_700_000_000_000L, new List<long>());
        for (var i = 0; i < 20_000; i++)
        {
            now += random.Next(4) == 0 ? random.Next(3_000) : random.Next(50);
            minute.Advance(now);
            if (minute.Used + 1 > limit)
            {
                // What is refused would have been the one too many of the last 65 seconds.
                Assert.True(granted.Count(at => at > now - 65_000) >= limit);
                Assert.InRange(minute.Until(now).Some, TimeSpan.Zero, TimeSpan.FromSeconds(65));
                continue;
            }

            minute.Add(1);
            granted.Add(now);
            Assert.True(granted.Count(at => at > now - 60_000) <= limit);
            granted.RemoveAll(at => at < now - 70_000);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    public void Network_OfAnAddress_IsOneSubscribers(string address, string network) =>
        Assert.Equal(network, AddressLimitMiddleware.Network(System.Net.IPAddress.Parse(address)));
}
