namespace AiStudio.Api.RateLimits;

/// <summary>
/// A count of the last minute in slots of five seconds. A slot counts until it is wholly over, so that no minute ever has more than the limit;
/// what was taken comes back up to five seconds late. Not for two threads at once.
/// </summary>
internal sealed class SlidingMinute
{
    public const int SlotMilliseconds = 5_000;

    // Twelve slots are a minute; one more for the slot that is under way.
    private const int Slots = 13;

    private readonly long[] _used = new long[Slots];
    private long _slot;

    public long Used { get; private set; }

    /// <summary>Forgets what is over.</summary>
    public void Advance(long nowMs)
    {
        var slot = nowMs / SlotMilliseconds;
        for (var steps = Math.Min(slot - _slot, Slots); steps > 0; steps--)
        {
            ref var oldest = ref _used[(slot - steps + 1) % Slots];
            Used -= oldest;
            oldest = 0;
        }

        _slot = Math.Max(slot, _slot);
    }

    public void Add(long amount)
    {
        _used[_slot % Slots] += amount;
        Used += amount;
    }

    /// <summary>Until some comes back, and until all is back.</summary>
    public (TimeSpan Some, TimeSpan All) Until(long nowMs)
    {
        var (oldest, newest) = (-1L, -1L);
        for (var slot = Math.Max(0, _slot - Slots + 1); slot <= _slot; slot++)
        {
            if (_used[slot % Slots] <= 0)
                continue;
            oldest = oldest < 0 ? slot : oldest;
            newest = slot;
        }

        return newest < 0 ? default : (After(oldest), After(newest));

        TimeSpan After(long slot) => TimeSpan.FromMilliseconds(Math.Max(0, ((slot + Slots) * SlotMilliseconds) - nowMs));
    }
}
