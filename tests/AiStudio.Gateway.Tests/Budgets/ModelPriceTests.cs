using AiStudio.Gateway.Budgets;

namespace AiStudio.Gateway.Tests.Budgets;

public sealed class ModelPriceTests
{
    private static ModelPrice Price(long input, long cached = 0, long write = 0, long output = 0) => new(Guid.CreateVersion7(), input, cached, write, output);

    [Theory]
    [InlineData(1_000_000, 150_000_000)]
    [InlineData(1, 150)]
    [InlineData(0, 0)]
    public void CostOf_FreshInput_IsExact(long tokens, long expected) =>
        Assert.Equal(expected, Price(150_000_000).CostOf(new TokenUsage { InputTokens = tokens, OutputTokens = 0 }));

    [Fact]
    public void CostOf_FractionsOfANanoDollar_RoundsUpOnceAtTheEnd()
    {
        var price = Price(input: 400_000, cached: 400_000, output: 400_000);

        // 0.4 + 0.4 + 0.4 is 1.2: rounded once that is 2, rounded apart it would be 3.
        Assert.Equal(2, price.CostOf(new TokenUsage { InputTokens = 2, CachedInputTokens = 1, OutputTokens = 1 }));
    }

    [Fact]
    public void CostOf_CachedAndReasoningTokens_CountsNothingTwice()
    {
        var price = Price(input: 1_000_000, cached: 100_000, write: 1_250_000, output: 5_000_000);
        var usage = new TokenUsage { InputTokens = 1_000, CachedInputTokens = 600, CacheWriteTokens = 100, OutputTokens = 50, ReasoningTokens = 40 };

        Assert.Equal(300 + 60 + 125 + 250, price.CostOf(usage));
    }

    [Fact]
    public void CostOf_TheLargestFigures_DoesNotOverflow() =>
        Assert.Equal(1_000_000_000_000_000, Price(1_000_000_000_000).CostOf(new TokenUsage { InputTokens = 1_000_000_000, OutputTokens = 0 }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(123_456)]
    public void AffordableOutput_OfAWorstCase_IsAtLeastThatOutputAndNeverOverIt(long output)
    {
        var price = Price(input: 3_333_333, output: 7_777_777);
        var granted = price.WorstCase(1_000, output);

        var affordable = price.AffordableOutput(granted, 1_000);

        Assert.InRange(affordable, output, output + 1);
        Assert.True(price.WorstCase(1_000, affordable) <= granted);
    }

    [Fact]
    public void AffordableOutput_OfAFreeModel_IsUnlimited() => Assert.Equal(long.MaxValue, Price(0).AffordableOutput(0, 1_000));

    [Theory]
    [InlineData(1_000, 1_000_000 + 50_000)]
    [InlineData(1_001, 2_002_000 + 100_000)]
    public void CostOf_LongPrompt_GoesAllAtTheLongPrices(long input, long expected) =>
        Assert.Equal(expected, Tiered.CostOf(new TokenUsage { InputTokens = input, OutputTokens = 10 }));

    [Theory]
    [InlineData(999)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(50_000)]
    public void WorstCase_AroundTheLine_IsNeverBelowTheCost(long bound)
    {
        foreach (var input in (long[])[0, 1, bound / 2, bound - 1, bound])
        {
            foreach (var cached in (long[])[0, input])
                Assert.True(Tiered.CostOf(new TokenUsage { InputTokens = input, CacheWriteTokens = cached, OutputTokens = 30 }) <= Tiered.WorstCase(bound, 30));
        }

        var granted = Tiered.WorstCase(bound, 30);
        Assert.True(Tiered.WorstCase(bound, Tiered.AffordableOutput(granted, bound)) <= granted);
    }

    private static ModelPrice Tiered => new(Guid.Empty, 1_000_000_000, 100_000_000, 1_250_000_000, 5_000_000_000, new(1_000, 2_000_000_000, 200_000_000, 2_500_000_000, 10_000_000_000));
}
