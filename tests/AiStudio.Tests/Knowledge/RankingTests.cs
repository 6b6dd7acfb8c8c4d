using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Tests.Knowledge;

public sealed class RankingTests
{
    [Theory]
    [InlineData("relational", "relat")]
    [InlineData("hopping", "hop")]
    [InlineData("filing", "file")]
    [InlineData("ponies", "poni")]
    [InlineData("caresses", "caress")]
    [InlineData("probate", "probat")]
    [InlineData("größe", "größe")]
    public void Stem_OfAWord_IsPorters(string word, string stem) => Assert.Equal(stem, Stemmer.Stem(word));

    [Theory]
    [InlineData("Who wrote it?", "Person")]
    [InlineData("In what year did it end?", "Time")]
    [InlineData("How many are there?", "Number")]
    [InlineData("Where is it?", "Place")]
    [InlineData("What is it?", "Anything")]
    public void Asks_OfAQuestion_IsWhatItsQuestionWordSays(string question, string kind) => Assert.Equal(kind, Question.Of(question).Asks.ToString());

    [Fact]
    public void Rank_OfEqualWords_PrefersTheSentenceThatAnswers()
    {
        var question = Question.Of("In what year was the tower built?");
        var (ranked, fits) = Rank(question, RetrievalSettings.Default, Candidate("The tower was built of stone by many hands.", 1, 1), Candidate("The tower was built in 1887 of stone.", 1, 2));

        Assert.StartsWith("The tower was built in 1887", ranked[0].Chunk.Text, StringComparison.Ordinal);
        Assert.Equal(1, ranked[0].Score);
        Assert.True(fits);
    }

    [Fact]
    public void Rank_ByRanks_GoesByTheArmsAlone()
    {
        var settings = RetrievalSettings.Default with { Fusion = FusionKind.ReciprocalRank };
        var (ranked, _) = Rank(Question.Of("tower"), settings, Candidate("a tower", 3, 2), Candidate("a bridge", 9, 1));

        Assert.Equal("a bridge", ranked[0].Chunk.Text);
    }

    [Fact]
    public void Rank_OfWhatHasNothingOfTheQuestion_DoesNotFit() =>
        Assert.False(Rank(Question.Of("Which volcano erupted?"), RetrievalSettings.Default, Candidate("Lunch is at noon.", 0, 1)).Fits);

    [Fact]
    public void Rank_OfNothing_IsEmpty() => Assert.Empty(Rank(Question.Of("anything"), RetrievalSettings.Default).Ranked);

    [Fact]
    public void Select_OfNearCopies_TakesTheBetterOne()
    {
        var (ranked, _) = Rank(Question.Of("tower"), RetrievalSettings.Default, Candidate("The tower is high.", 2, 1), Candidate("The tower is high!", 2, 2), Candidate("A tower fell.", 1, 3));

        Assert.Equal(2, PassageSelection.Select(ranked, 3).Count);
    }

    private static (IReadOnlyList<PassageCandidate> Ranked, bool Fits) Rank(Question question, RetrievalSettings settings, params PassageCandidate[] candidates)
    {
        var ranked = CandidateRanking.Rank(question, new Rarity(question, 100, [.. question.Content.Select(_ => (long?)2)]), candidates, settings);
        return (ranked.Ranked, ranked.Fits);
    }

    private static PassageCandidate Candidate(string text, double score, int rank) => new(
        new FoundChunk(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "a.md", "a", "", null, 0, text.Length, text),
        score > 0 ? new ArmScore(score, rank) : null, null);
}
