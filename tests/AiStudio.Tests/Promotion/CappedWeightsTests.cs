using AiStudio.Features.Promotion;

namespace AiStudio.Tests.Promotion;

public sealed class CappedWeightsTests
{
    [Theory]
    [InlineData("50 50*", "95 5")]
    [InlineData("1* 1", "5 95")]
    [InlineData("60 30 10*", "63 32 5")]
    [InlineData("1000 1000* 1* 1*", "95 3 1 1")]
    [InlineData("1 1000 1*", "1 94 5")]
    [InlineData("1* 1* 1* 1* 7", "2 1 1 1 95")]
    public void Of_Arms_KeepsTheCapAndTheProportions(string asked, string expected)
    {
        var weights = CappedWeights.Of(Arms(asked), most: 5)!;

        Assert.Equal(expected, string.Join(' ', weights));
        Assert.Equal(100, weights.Sum());
    }

    [Theory]
    [InlineData("50* 50*", 5)]
    [InlineData("1* 1* 1* 90", 2)]
    public void Of_ArmsThatNoWeightsHelp_IsNull(string asked, int most) => Assert.Null(CappedWeights.Of(Arms(asked), most));

    private static List<(int, bool)> Arms(string asked) => [.. asked.Split(' ').Select(arm => (int.Parse(arm.TrimEnd('*'), System.Globalization.CultureInfo.InvariantCulture), arm.EndsWith('*')))];
}
