namespace AiStudio.Platform.Statistics;

/// <summary>What is known of a metric in one arm.</summary>
/// <param name="Count">How many values there are.</param>
/// <param name="Mean">Their mean, in the metric's unit.</param>
/// <param name="Variance">Their variance, in that unit squared.</param>
internal readonly record struct Moments(long Count, double Mean, double Variance)
{
    /// <summary>
    /// Of a share. The variance is that of the share with one hit and one miss more: where nothing has happened yet, that is no proof that nothing can.
    /// </summary>
    public static Moments Of(Proportion proportion)
    {
        var share = (proportion.Hits + 1.0) / (proportion.Trials + 2);
        return new(proportion.Trials, proportion.Share, share * (1 - share));
    }

    /// <summary>Of values that came as a count, a sum and a sum of squares.</summary>
    public static Moments Of(long count, double sum, double sumOfSquares)
    {
        if (count < 2)
            return new(count, count == 0 ? 0 : sum, double.PositiveInfinity);
        var mean = sum / count;
        return new(count, mean, Math.Max(0, (sumOfSquares - sum * mean) / (count - 1)));
    }
}
