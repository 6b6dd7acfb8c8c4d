using MathNet.Numerics.Distributions;

namespace AiStudio.Platform.Statistics;

/// <summary>How often something happened.</summary>
/// <param name="Hits">How many times, 0 to <paramref name="Trials"/>.</param>
/// <param name="Trials">Out of how many.</param>
internal readonly record struct Proportion(long Hits, long Trials)
{
    /// <summary>0 when there were no trials.</summary>
    public double Share => Trials == 0 ? 0 : (double)Hits / Trials;

    /// <summary>
    /// The score interval, which keeps its confidence near 0 and 1 and with few trials. Without trials it is everything from 0 to 1.
    /// E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212.
    /// </summary>
    /// <param name="confidence">For example 0.95.</param>
    public Interval Within(double confidence)
    {
        if (Trials == 0)
            return new(0, 1);
        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        var square = z * z;
        var middle = (Hits + square / 2) / (Trials + square);
        var half = z / (Trials + square) * Math.Sqrt((double)Hits * (Trials - Hits) / Trials + square / 4);
        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
