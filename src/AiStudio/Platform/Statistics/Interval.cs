namespace AiStudio.Platform.Statistics;

/// <summary>What a quantity may be, with a stated confidence. In the quantity's own unit: shares and differences of shares are fractions, not percent.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="High">The upper bound, never below <paramref name="Low"/>.</param>
internal readonly record struct Interval(double Low, double High)
{
    public static readonly Interval Anything = new(double.NegativeInfinity, double.PositiveInfinity);

    public bool Contains(double value) => Low <= value && value <= High;
}
