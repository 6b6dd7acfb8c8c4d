namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>One window of a budget.</summary>
/// <param name="StartsAt">Its first moment.</param>
/// <param name="EndsAt">The next one's first moment.</param>
/// <param name="UsedNanoUsd">Settled in it.</param>
/// <param name="StoppedAt">When it first stopped calls; <see langword="null"/>: it did not.</param>
/// <param name="Refused">Calls that were refused for lack of money while it ran, of whom the budget counts.</param>
/// <param name="People">By how many people and keys.</param>
/// <param name="FirstDay">Its first day in the organization's calendar; <see langword="null"/>: it does not begin and end with days of that.</param>
/// <param name="LastDay">Its last day.</param>
public sealed record WindowRow(
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, long UsedNanoUsd, DateTimeOffset? StoppedAt, long Refused, long People, DateOnly? FirstDay, DateOnly? LastDay);
