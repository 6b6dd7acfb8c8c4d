namespace AiStudio.Features.Spend.Overview;

/// <summary>What a day of the period cost, group by group.</summary>
/// <param name="Day">In the organization's calendar.</param>
/// <param name="Parts">In nano-dollars, in the order of <see cref="SpendOverview.Series"/>; the others together last.</param>
public sealed record SpendDay(DateOnly Day, IReadOnlyList<long> Parts)
{
    public long Total => Parts.Sum();
}
