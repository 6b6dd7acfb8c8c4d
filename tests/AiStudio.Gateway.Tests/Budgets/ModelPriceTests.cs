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
}
