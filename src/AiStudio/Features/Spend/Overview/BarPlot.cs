using System.Globalization;

namespace AiStudio.Features.Spend.Overview;

/// <summary>Where the bars of a chart stand, in the units of its paper.</summary>
internal sealed class BarPlot
{
    private const double Gap = 1;
    private const int Lines = 5;

    private readonly (double Left, double Right, double Top, double Bottom) _paper;
    private readonly double _top;

    /// <param name="bars">From the left.</param>
    /// <param name="pace">A line across that has to fit.</param>
    /// <param name="paper">Where the bars may stand.</param>
    public BarPlot(IReadOnlyList<SpendBar> bars, long? pace, (double Left, double Right, double Top, double Bottom) paper)
    {
        _paper = paper;
        var highest = Math.Max(1, Math.Max(bars.Count == 0 ? 0 : bars.Max(bar => bar.Total), pace ?? 0));
        Step = StepOf(highest);
        _top = Step * Math.Ceiling(highest / (double)Step);
        Slot = (paper.Right - paper.Left) / Math.Max(1, bars.Count);
    }

    /// <summary>Nano-dollars between two lines.</summary>
    public long Step { get; }

    /// <summary>The room of one bar.</summary>
    public double Slot { get; }

    public double Width => Math.Min(48, Slot * 0.68);

    public IEnumerable<long> Grid => Enumerable.Range(0, (int)(_top / Step) + 1).Select(line => line * Step);

    public double X(int bar) => _paper.Left + Slot * bar + (Slot - Width) / 2;

    public double Y(long value) => _paper.Bottom - (_paper.Bottom - _paper.Top) * value / _top;

    /// <summary>The parts of a bar from below, with a hairline between them; the seventh is the others.</summary>
    public IEnumerable<(int Part, double Y, double Height, string Colour)> Parts(SpendBar bar)
    {
        long below = 0;
        for (var part = 0; part < bar.Parts.Count; part++)
        {
            var (from, to) = (Y(below), Y(below + bar.Parts[part]));
            below += bar.Parts[part];
            if (from - to > Gap)
                yield return (part, to, from - to - Gap, Colour(part, bar.Parts.Count));
        }
    }

    /// <summary>The colour of a part; the last one is that of the others.</summary>
    public static string Colour(int part, int parts) => part == parts - 1 ? "var(--chart-other)" : string.Create(CultureInfo.InvariantCulture, $"var(--chart-{part + 1})");

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    // 1, 2 or 5 of a power of ten, so that there are about five.
    private static long StepOf(long highest)
    {
        var rough = highest / (double)Lines;
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, rough))));
        return (long)Math.Max(1, power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 }));
    }
}
