using System.Buffers.Binary;
using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Tests.Prompts;

public sealed class BucketTests
{
    [Fact]
    public void Arm_AMillionUnits_HaveTheirWeightsWithinAFifthOfAPoint()
    {
        int[] weights = [50, 30, 15, 5];
        var counts = new int[weights.Length];
        foreach (var unit in Units(1_000_000))
            counts[Bucket.Arm(Bucket.Of("experiment-1", unit), weights)]++;
        for (var arm = 0; arm < weights.Length; arm++)
            Assert.InRange(counts[arm] / 1_000_000.0, weights[arm] / 100.0 - 0.002, weights[arm] / 100.0 + 0.002);
    }

    [Fact]
    public void Of_TwoSalts_AreIndependent()
    {
        var both = Units(100_000).Count(unit => Bucket.Of("one", unit) < 0.5 && Bucket.Of("other", unit) < 0.5);
        Assert.InRange(both / 100_000.0, 0.24, 0.26);
    }

    [Fact]
    public void Of_AUnit_IsAlwaysTheSame()
    {
        // Fixed here, because a change of the formula would move everybody who is in an experiment.
        Assert.Equal(0.3818208690467201, Bucket.Of("salt", new Guid("01890a5d-ac96-774b-bcce-b302099a8057")), 15);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.999999, 1)]
    public void Arm_WithoutWeight_IsNobodys(double bucket, int expected) => Assert.Equal(expected, Bucket.Arm(bucket, [0, 10, 0]));

    // Ids as they are given: most of their bits are alike.
    private static IEnumerable<Guid> Units(int count)
    {
        var bytes = new Guid("01890a5d-ac96-774b-bcce-b302099a8057").ToByteArray();
        for (var unit = 0; unit < count; unit++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), unit);
            yield return new Guid(bytes);
        }
    }
}
