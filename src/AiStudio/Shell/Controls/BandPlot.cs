using System.Globalization;

namespace AiStudio.Shell.Controls;

/// <summary>Where the points of a <see cref="BandChart"/> lie on its paper, in the units of its view box.</summary>
internal sealed class BandPlot
{
    private const int Ticks = 5;
    private readonly (double From, double To) _times;
    private readonly (double Low, double High) _values;
    private readonly (double Left, double Right, double Top, double Bottom) _area;

    /// <param name="points">At least one, in the order of their times.</param>
    /// <param name="limit">A value that must be seen.</param>
    /// <param name="area">The inner edges of the paper.</param>
    public BandPlot(IReadOnlyList<BandPoint> points, double? limit, (double Left, double Right, double Top, double Bottom) area)
    {
        _area = area;
        _times = (Seconds(points[0].At), Math.Max(Seconds(points[^1].At), Seconds(points[0].At) + 1));
        // The first bands are wide as the sky. The paper shows what is decided by: the line, the limit, and the band where it has come near them.
        var near = points.Select(point => Math.Abs(point.Value)).Append(Math.Abs(limit ?? 0)).Append(LastReach(points)).Max();
        _values = near == 0 ? (-1, 1) : (-1.25 * near, 1.25 * near);
    }

    public IEnumerable<double> Grid => Enumerable.Range(0, Ticks).Select(tick => _values.Low + (_values.High - _values.Low) * tick / (Ticks - 1));

    public double X(DateTimeOffset at) => _area.Left + (Seconds(at) - _times.From) / (_times.To - _times.From) * (_area.Right - _area.Left);

    /// <summary>Values beyond the paper lie on its edge.</summary>
    public double Y(double value)
    {
        var share = (Math.Clamp(value, _values.Low, _values.High) - _values.Low) / (_values.High - _values.Low);
        return _area.Bottom - share * (_area.Bottom - _area.Top);
    }

    public string Line(IEnumerable<BandPoint> points) => string.Join(' ', points.Select(point => Text(X(point.At), Y(point.Value))));

    public string Band(IReadOnlyList<BandPoint> points) => string.Join(' ',
        points.Select(point => Text(X(point.At), Y(point.High ?? double.MaxValue)))
            .Concat(points.Reverse().Select(point => Text(X(point.At), Y(point.Low ?? double.MinValue)))));

    public static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static double LastReach(IReadOnlyList<BandPoint> points) =>
        points[^1] is { Low: { } low, High: { } high } ? Math.Max(Math.Abs(low), Math.Abs(high)) : 0;

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    private static string Text(double x, double y) => $"{Number(x)},{Number(y)}";
}
