using AiStudio.Platform;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>A cap that is to be higher for a while.</summary>
/// <param name="ExtraUsd">How much higher, in dollars.</param>
/// <param name="For">How long: an hour to 31 days.</param>
/// <param name="Reason">Why, for those who ask later.</param>
internal sealed record BudgetRaise(decimal ExtraUsd, TimeSpan For, string Reason)
{
    /// <summary>A request that may be made twice names its raise: the cap is raised once.</summary>
    public Guid? Id { get; init; }

    public long ExtraNanoUsd => NanoUsd.FromUsd(ExtraUsd);

    public Error? Problem => this switch
    {
        { ExtraUsd: <= 0 or > 1_000_000_000 } => Error.Invalid("raise_amount", "A raise is more than $0 and at most $1,000,000,000."),
        _ when For < TimeSpan.FromHours(1) || For > TimeSpan.FromDays(31) => Error.Invalid("raise_time", "A raise lasts between 1 and 744 hours."),
        { Reason.Length: 0 or > 500 } => Error.Invalid("raise_reason", "Say why, in up to 500 characters."),
        _ => null,
    };
}
