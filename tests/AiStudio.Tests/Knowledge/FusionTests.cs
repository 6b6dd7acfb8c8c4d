using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Tests.Knowledge;

public sealed class FusionTests
{
    [Fact]
    public void Fuse_OfBothArms_WeighsTheSharesOfTheirBest()
    {
        var fused = Fusion.Fuse([Candidate("words", 0.02, 0.1), Candidate("meaning", 0.005, 0.8), Candidate("both", 0.016, 0.6)], 3);

        Assert.Equal(["both", "words", "meaning"], fused.Select(passage => passage.Document));
        Assert.Equal((0.7 * 0.8) + (0.3 * 0.75), fused[0].Score, 6);
    }

    [Fact]
    public void Fuse_WithoutVectors_FollowsTheWords() =>
        Assert.Equal(["b", "a"], Fusion.Fuse([Candidate("a", 0.1, null), Candidate("b", 0.2, null)], 5).Select(passage => passage.Document));

    [Fact]
    public void Fuse_WithoutWords_FollowsTheVectors() =>
        Assert.Equal(["b", "a"], Fusion.Fuse([Candidate("a", 0, 0.1), Candidate("b", 0, 0.2)], 5).Select(passage => passage.Document));

    [Fact]
    public void Fuse_OfOppositeVectors_NeverGoesBelowZero() => Assert.Equal(0, Assert.Single(Fusion.Fuse([Candidate("a", 0, -0.5)], 5)).Score);

    [Fact]
    public void Fuse_OfMany_GivesTheBestOnly() => Assert.Equal(2, Fusion.Fuse([Candidate("a", 1, 1), Candidate("b", 2, 1), Candidate("c", 3, 1)], 2).Count);

    [Fact]
    public void Fuse_OfNothing_GivesNothing() => Assert.Empty(Fusion.Fuse([], 5));

    private static PassageCandidate Candidate(string document, double textRank, double? similarity) =>
        new(Guid.CreateVersion7(), Guid.Empty, Guid.Empty, document, "", null, 0, 1, "x", textRank, similarity);
}
