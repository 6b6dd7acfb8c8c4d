namespace AiStudio.Platform.Statistics;

/// <summary>How two raters judged the same things by yes or no.</summary>
/// <param name="BothYes">Both said yes.</param>
/// <param name="OnlyFirst">Only the first did.</param>
/// <param name="OnlySecond">Only the second did.</param>
/// <param name="BothNo">Neither did.</param>
internal readonly record struct Agreement(int BothYes, int OnlyFirst, int OnlySecond, int BothNo)
{
    public int Cases => BothYes + OnlyFirst + OnlySecond + BothNo;

    /// <summary>The share on which they agree.</summary>
    public double Share => Cases == 0 ? 0 : (double)(BothYes + BothNo) / Cases;

    /// <summary>
    /// Agreement beyond chance: 1 is perfect, 0 is chance. Where one of them always says the same there is nothing to tell them apart from chance by, and it is 0.
    /// J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960) 37–46.
    /// </summary>
    public double Kappa
    {
        get
        {
            if (Cases == 0)
                return 0;
            double first = BothYes + OnlyFirst, second = BothYes + OnlySecond, all = Cases;
            var chance = first / all * (second / all) + (all - first) / all * ((all - second) / all);
            return chance >= 1 ? 0 : (Share - chance) / (1 - chance);
        }
    }
}
