using AiStudio.Platform;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>A cap that is to be higher for a while.</summary>
/// <param name="ExtraUsd">How much higher, in dollars.</param>
/// <param name="For">How long: an hour to 31 days, or longer where the budget's window lasts that long; null until the window ends.</param>
/// <param name="Reason">Why, for those who ask later.</param>
internal sealed record BudgetRaise(decimal ExtraUsd, TimeSpan? For, string Reason)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(31);

    /// <summary>A request that may be made twice names its raise: the cap is raised once.</summary>
    public Guid? Id { get; init; }

    /// <summary>The end of the window that was meant, where somebody was shown one: whoever sends it after that end does not mean the next window.</summary>
    public DateTimeOffset? WindowEndsAt { get; init; }

    public long ExtraNanoUsd => NanoUsd.FromUsd(ExtraUsd);

    public Error? Problem => this switch
    {
        { ExtraUsd: <= 0 or > 1_000_000_000 } => Error.Invalid("raise_amount", "A raise is more than $0 and at most $1,000,000,000."),
        { For: { } time } when time < s_shortest => TimeProblem,
        { Reason.Length: 0 or > 500 } => Error.Invalid("raise_reason", "Say why, in up to 500 characters."),
        _ => null,
    };

    /// <summary>What is wrong with it for a budget whose window ends at <paramref name="windowEndsAt"/>.</summary>
    public Error? ProblemIn(DateTimeOffset now, DateTimeOffset windowEndsAt) => this switch
    {
        { For: { } time } when time > s_longest && time > windowEndsAt - now => TimeProblem,
        { For: null, WindowEndsAt: { } meant } when meant != windowEndsAt => Error.Conflict("raise_window", "The window that this was for is over. Look at the present one, and raise that."),
        _ => null,
    };

    private static Error TimeProblem => Error.Invalid("raise_time", "A raise lasts between 1 and 744 hours, or longer until the window of the budget ends.");
}
