using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Retries;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Tests.Routing.Retries;

public sealed class BackOffTests
{
    private static readonly GatewayException s_down = new(GatewayErrors.ProviderUnavailable, "down");

    [Fact]
    public void PauseAfter_OfEachTry_SpreadsOverTwiceTheLastRange()
    {
        var backOff = BackOffOf(seed: 1);
        for (var tries = 1; tries <= 5; tries++)
        {
            var longest = TimeSpan.FromMilliseconds(200 << (tries - 1));
            var pauses = Enumerable.Range(0, 500).Select(_ => backOff.PauseAfter(s_down, tries)!.Value).ToList();

            Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.Zero, longest));
            Assert.True(pauses.Min() < longest / 10 && pauses.Max() > longest * 0.9);
        }
    }

    [Fact]
    public void PauseAfter_OfManyTries_StaysUnderTheCeiling()
    {
        var backOff = BackOffOf(seed: 2);

        Assert.All(Enumerable.Range(1, 2_000), tries => Assert.InRange(backOff.PauseAfter(s_down, tries)!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void PauseAfter_WithTheSameSeed_IsTheSame()
    {
        var (one, other) = (BackOffOf(seed: 3), BackOffOf(seed: 3));

        Assert.Equal(Enumerable.Range(1, 9).Select(tries => one.PauseAfter(s_down, tries)), Enumerable.Range(1, 9).Select(tries => other.PauseAfter(s_down, tries)));
    }

    private static BackOff BackOffOf(int seed) => new(Options.Create(new GatewayOptions()), new SharedRandom(new Random(seed)));
}
