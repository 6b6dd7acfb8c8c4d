namespace AiStudio.Gateway.Budgets;

/// <summary>The ledger's answer: exactly one of the three is set.</summary>
/// <param name="Hold">What was set aside.</param>
/// <param name="Refusal">Which budget said no, and why.</param>
public sealed record HoldVerdict(Hold? Hold, BudgetRefusal? Refusal)
{
    /// <summary>The caller's messages of today are used up.</summary>
    public MessageRefusal? OutOfMessages { get; init; }
}

/// <summary>Money set aside for one call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="AmountNanoUsd">How much, in nano-dollars; may be less than was asked for.</param>
public sealed record Hold(Guid CallId, long AmountNanoUsd)
{
    /// <summary>What the tightest budget leaves besides, in nano-dollars; <see langword="null"/> when no budget applies.</summary>
    public long? LeftNanoUsd { get; init; }
}

/// <summary>A budget that could not bear even the minimum.</summary>
/// <param name="Budget">The budget's name as people know it.</param>
/// <param name="CapNanoUsd">Its cap for the window.</param>
/// <param name="UsedNanoUsd">Settled in the window.</param>
/// <param name="HeldNanoUsd">Held by running calls.</param>
/// <param name="RenewsAt">When the next window begins.</param>
public sealed record BudgetRefusal(string Budget, long CapNanoUsd, long UsedNanoUsd, long HeldNanoUsd, DateTimeOffset RenewsAt)
{
    /// <summary>Which budget it is: names may be alike.</summary>
    public Guid? BudgetId { get; init; }

    /// <summary>The name of the unit that it is for; <see langword="null"/>: it is for something else.</summary>
    public string? Unit { get; init; }

    /// <summary>What it had left for a call, in nano-dollars: it may stop above its cap.</summary>
    public long? LeftNanoUsd { get; init; }

    /// <summary>By whose clocks its windows go: an IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";
}

/// <summary>A person who has sent as many messages today as their tier allows.</summary>
/// <param name="Tier">The person's tier.</param>
/// <param name="Limit">Messages a day.</param>
/// <param name="Used">Messages sent today.</param>
/// <param name="RenewsAt">When the next day begins.</param>
public sealed record MessageRefusal(string Tier, long Limit, long Used, DateTimeOffset RenewsAt)
{
    /// <summary>By whose clocks days go: an IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";
}
