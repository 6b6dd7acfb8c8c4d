using System.Globalization;

namespace AiStudio.Gateway.Budgets;

/// <summary>A refusal of the ledger in a sentence: what the limit is, what is used, and when it renews.</summary>
internal static class BudgetRefusals
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static GatewayException Of(HoldVerdict verdict, DateTimeOffset now) => verdict switch
    {
        { OutOfMessages: { } messages } => new(GatewayErrors.MessageLimitReached, string.Create(
            s_culture, $"All {messages.Limit:N0} messages that your plan ({messages.Tier}) allows a day are used ({messages.Used:N0} sent). New ones are there at {Moment(messages.RenewsAt, messages.TimeZone)}."))
        {
            RetryAfter = Wait(messages.RenewsAt, now),
        },
        { Refusal: { } budget } => new(GatewayErrors.BudgetExhausted, string.Create(
            s_culture, $"The budget “{budget.Budget}”{(budget.Unit is null ? "" : $" of the unit {budget.Unit}")} cannot bear this call: its cap is {Dollars(budget.CapNanoUsd)}, {Dollars(budget.UsedNanoUsd)} are used and {Dollars(budget.HeldNanoUsd)} are held by running calls. It renews at {Moment(budget.RenewsAt, budget.TimeZone)}."))
        {
            RetryAfter = Wait(budget.RenewsAt, now),
        },
        _ => new(GatewayErrors.BudgetExhausted, "No budget allows this call."),
    };

    private static TimeSpan? Wait(DateTimeOffset until, DateTimeOffset now) => until > now ? until - now : null;

    // By the clocks of the budget. A zone that this machine does not know is told in UTC.
    private static string Moment(DateTimeOffset at, string zone) => zone != "UTC" && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
        ? $"{TimeZoneInfo.ConvertTime(at, found).ToString("yyyy-MM-dd HH:mm", s_culture)} ({zone})"
        : at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", s_culture);

    private static string Dollars(long nanoUsd) => (nanoUsd / 1_000_000_000m).ToString("$0.00#######", s_culture);
}
