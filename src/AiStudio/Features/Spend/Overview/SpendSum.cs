namespace AiStudio.Features.Spend.Overview;

/// <summary>What settled calls cost in a period and in the one it is compared with.</summary>
/// <param name="CostNanoUsd">In the period.</param>
/// <param name="Calls">In the period.</param>
/// <param name="BeforeNanoUsd">In the one before.</param>
/// <param name="CallsBefore">In the one before.</param>
public sealed record SpendSum(long CostNanoUsd, long Calls, long BeforeNanoUsd, long CallsBefore)
{
    public static readonly SpendSum Nothing = new(0, 0, 0, 0);

    public long ChangeNanoUsd => CostNanoUsd - BeforeNanoUsd;

    public long CallsChange => Calls - CallsBefore;

    public static SpendSum operator +(SpendSum left, SpendSum right) => new(
        left.CostNanoUsd + right.CostNanoUsd, left.Calls + right.Calls, left.BeforeNanoUsd + right.BeforeNanoUsd, left.CallsBefore + right.CallsBefore);
}
