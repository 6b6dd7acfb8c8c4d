using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Tests.Prompts.Experiments;

public sealed class JudgeSampleTests
{
    private static readonly AnswerFigures s_kept = new(Failed: false, Refused: false, 900, 1_000, 100, 0, 0) { Kept = true };

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void PlaceOf_ManyAnswers_FallsBelowAShareAsOftenAsItSays(double share)
    {
        var sampled = Enumerable.Range(0, 100_000).Count(_ => JudgeSample.PlaceOf(Guid.CreateVersion7(), s_kept) < share);
        Assert.InRange(sampled / 100_000.0, share - 0.01, share + 0.01);
    }

    [Fact]
    public void PlaceOf_AnAnswer_IsTheSameWhateverBecameOfIt()
    {
        var answer = Guid.CreateVersion7();
        Assert.Equal(JudgeSample.PlaceOf(answer, s_kept), JudgeSample.PlaceOf(answer, s_kept with { Refused = true, Length = 7, CostNanoUsd = 0 }));
        Assert.True(JudgeSample.PlaceOf(answer, s_kept) is >= 0 and < 1);
    }

    [Fact]
    public void PlaceOf_WhatCannotBeJudgedOrDoesNotCount_IsInNoSample() => Assert.All(
        [s_kept with { Kept = false }, s_kept with { Failed = true }, s_kept with { Fallback = true }],
        figures => Assert.Equal(1, JudgeSample.PlaceOf(Guid.CreateVersion7(), figures)));
}
