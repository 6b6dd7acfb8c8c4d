using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Routing.Breakers;

public sealed class CircuitBreakerTests
{
    private readonly ManualTime _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new(new GatewayOptions(), _time);

    [Fact]
    public void Failures_UnderTheMinimumSample_LeaveItClosed()
    {
        Conclude(failed: true, times: 9);

        Assert.Equal(BreakerState.Closed, _breaker.Read().State);
        Conclude(failed: true, times: 1);
        Assert.Equal(BreakerState.Open, _breaker.Read().State);
    }

    [Theory]
    [InlineData(11, 10, BreakerState.Closed)]
    [InlineData(10, 10, BreakerState.Open)]
    public void Failures_OfAShareOfCalls_OpenItAtTheRatio(int good, int bad, BreakerState expected)
    {
        Conclude(failed: false, good);
        Conclude(failed: true, bad);

        Assert.Equal(expected, _breaker.Read().State);
    }

    [Fact]
    public void Failures_OlderThanTheWindow_DoNotCount()
    {
        Conclude(failed: true, times: 9);
        _time.Advance(TimeSpan.FromSeconds(31));
        Conclude(failed: true, times: 9);

        Assert.Equal(new BreakerReading(BreakerState.Closed, null, 9, 9), _breaker.Read());
    }

    [Fact]
    public void HalfOpen_LetsExactlyOneProbeThrough()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.Null(_breaker.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(1));

        var probe = _breaker.TryEnter();

        Assert.NotNull(probe);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(_breaker.TryEnter() ?? _breaker.TryLastChance()));
        Assert.Equal(BreakerState.HalfOpen, _breaker.Read().State);
    }

    [Theory]
    [InlineData(false, BreakerState.Closed)]
    [InlineData(true, BreakerState.Open)]
    public void Probe_ByItsEnd_ClosesOrOpensAnew(bool failed, BreakerState expected)
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(20));
        var probe = _breaker.TryEnter()!;
        probe.Conclude(failed);

        Assert.Equal(expected, _breaker.Read().State);
        Assert.Equal(failed ? TimeSpan.FromSeconds(15) : TimeSpan.Zero, _breaker.OpenFor);
    }

    [Fact]
    public void Probe_ThatBeginsAndBreaksOff_ClosesAndOpensAnew()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(15));
        var probe = _breaker.TryEnter()!;

        probe.Began();
        Assert.Equal(BreakerState.Closed, _breaker.Read().State);
        probe.Conclude(failed: true);
        Assert.Equal(BreakerState.Open, _breaker.Read().State);
    }

    [Fact]
    public void Probe_ThatIsCut_LeavesTheNextCallToProbe()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(15));
        _breaker.TryEnter()!.Release();

        var next = _breaker.TryEnter();

        Assert.True(next!.IsProbe);
    }

    [Fact]
    public void LastChance_IsGivenOnceUntilItOpensAnew()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        _breaker.TryLastChance()!.Conclude(failed: true);

        Assert.Null(_breaker.TryLastChance());
        Assert.Equal(TimeSpan.FromSeconds(10), _breaker.OpenFor);
        _time.Advance(TimeSpan.FromSeconds(10));
        _breaker.TryEnter()!.Conclude(failed: true);
        var again = _breaker.TryLastChance();
        Assert.True(again!.IsLastChance);
    }

    [Fact]
    public void Verdicts_OfCallsFromBeforeItOpened_ChangeNothing()
    {
        var late = Enumerable.Range(0, 20).Select(_ => _breaker.TryEnter()!).ToList();
        Open();
        late.Take(10).ToList().ForEach(permit => permit.Conclude(failed: false));
        Assert.Equal(BreakerState.Open, _breaker.Read().State);
        _time.Advance(TimeSpan.FromSeconds(15));
        _breaker.TryEnter()!.Conclude(failed: false);
        late.Skip(10).ToList().ForEach(permit => permit.Conclude(failed: true));

        Assert.Equal(new BreakerReading(BreakerState.Closed, null, 0, 0), _breaker.Read());
    }

    private void Open() => Conclude(failed: true, times: 10);

    private void Conclude(bool failed, int times)
    {
        for (var call = 0; call < times; call++)
            _breaker.TryEnter()!.Conclude(failed);
    }
}
