using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What is known of a metric in one arm at one share: sums over its units, from which follow mean and variance.</summary>
/// <param name="Units">How many units have some of it.</param>
/// <param name="Count">How many answers (or citations) it is taken over.</param>
/// <param name="Sum">Of its values.</param>
/// <param name="Squares">Of the squares of each unit's sum.</param>
/// <param name="Products">Of each unit's sum times its count.</param>
/// <param name="CountSquares">Of the squares of each unit's count.</param>
internal readonly record struct MetricSums(long Units, double Count, double Sum, double Squares, double Products, double CountSquares)
{
    /// <summary>
    /// The mean, with a variance that knows that the answers of one unit are alike: that of a ratio of sums over units, which is the ordinary one where each
    /// unit has one answer. A. Deng, U. Knoblich, J. Lu, Applying the delta method in metric analytics, KDD 2018, section 3.
    /// </summary>
    /// <param name="share">Whether the values are 0 to 1: then no variance is believed below that of a share with one hit and one miss more.</param>
    public Moments Moments(bool share)
    {
        if (Units < 2 || Count < 2)
            return new((long)Count, Count == 0 ? 0 : Sum / Count, double.PositiveInfinity);
        var mean = Sum / Count;
        var variance = Math.Max(0, Squares - 2 * mean * Products + mean * mean * CountSquares) / Count * Units / (Units - 1);
        if (share)
        {
            var smoothed = (Sum + 1) / (Count + 2);
            variance = Math.Max(variance, smoothed * (1 - smoothed));
        }

        return new((long)Count, mean, variance);
    }

    public static MetricSums operator +(MetricSums one, MetricSums other) => new(
        one.Units + other.Units, one.Count + other.Count, one.Sum + other.Sum, one.Squares + other.Squares, one.Products + other.Products, one.CountSquares + other.CountSquares);
}
