using AiStudio.Features.Chat.Rendering;

namespace AiStudio.Tests.Chat;

public sealed class RenderPaceTests
{
    [Fact]
    public void Ask_ManyChangesInASecond_DrawsAtMostFifteenTimes()
    {
        var time = new ManualTime();
        var drawn = 0;
        using var pace = new RenderPace(time, () => drawn++);
        for (var millisecond = 0; millisecond < 1000; millisecond++)
        {
            pace.Ask(100);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(drawn, 12, 16);
    }

    [Fact]
    public void Ask_OneChange_IsDrawnAtOnce()
    {
        var time = new ManualTime();
        var drawn = 0;
        using var pace = new RenderPace(time, () => drawn++);
        pace.Ask(100);
        time.Advance(TimeSpan.Zero);
        Assert.Equal(1, drawn);
    }

    [Fact]
    public void Ask_LongTail_IsDrawnLessOften()
    {
        var time = new ManualTime();
        var drawn = 0;
        using var pace = new RenderPace(time, () => drawn++);
        for (var millisecond = 0; millisecond < 1000; millisecond++)
        {
            pace.Ask(64 * 1024);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(drawn, 1, 3);
    }

    [Fact]
    public void Dispose_ChangeWaiting_IsNotDrawn()
    {
        var time = new ManualTime();
        var drawn = 0;
        var pace = new RenderPace(time, () => drawn++);
        pace.Ask(1);
        pace.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, drawn);
    }

    /// <summary>Time that passes when the test says so; timers fire in it.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan by)
        {
            _now += by;
            foreach (var timer in _timers.ToList())
                timer.FireIfDue(_now);
        }

        private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
        {
            private TimeSpan? _due;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                return true;
            }

            public void FireIfDue(TimeSpan now)
            {
                if (_due is not { } due || due > now)
                    return;
                _due = null;
                fire();
            }

            public void Dispose() => _due = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
