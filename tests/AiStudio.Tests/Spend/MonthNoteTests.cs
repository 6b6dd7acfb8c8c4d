using AiStudio.Features.Spend;

namespace AiStudio.Tests.Spend;

public sealed class MonthNoteTests
{
    private const long Dollar = 1_000_000_000;
    private static readonly DateOnly November = new(2026, 11, 1);
    private static readonly BudgetUse Own = new("Mine", 6_180_000_000, 0, 20 * Dollar, DateTimeOffset.UnixEpoch);
    private static readonly BudgetUse Shared = new("Everyone", 120 * Dollar, 0, 500 * Dollar, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Words_WithAnOwnBudget_NameItsCap() =>
        Assert.Equal("November: $6.18 of your $20.00 used", MonthNote.Words(new MonthSpend(November, 6_180_000_000, Own, Shared)));

    [Fact]
    public void Words_WithASharedBudgetOnly_NameWhoseUseItIs() =>
        Assert.Equal("November: $0.0025 by you, $120.00 of $500.00 by all", MonthNote.Words(new MonthSpend(November, 2_500_000, null, Shared)));

    [Fact]
    public void Words_WithoutABudget_SayWhatWasUsed() => Assert.Equal("November: $0.00 used", MonthNote.Words(new MonthSpend(November, 0, null, null)));
}
