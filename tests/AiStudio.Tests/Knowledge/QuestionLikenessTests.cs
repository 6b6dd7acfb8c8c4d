using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Tests.Knowledge;

public sealed class QuestionLikenessTests
{
    private const double Threshold = 0.85;

    [Theory]
    [InlineData("How do I reset my password?", "how can i reset my pasword")]
    [InlineData("How many days of leave do I have?", "How many days of leave do we have")]
    [InlineData("Is the paid plan in Berlin open?", "Is the paid plan open in Berlin")]
    public void OfWords_OfOneQuestion_IsAboveTheThreshold(string known, string asked) => Assert.True(Likeness(asked, known) >= Threshold);

    [Theory]
    [InlineData("Can I take leave in my first year?", "Can I not take leave in my first year?")]
    [InlineData("What is the limit for 10 users?", "What is the limit for 100 users?")]
    [InlineData("How do I enable two-factor sign-in for my whole team account?", "How do I disable two-factor sign-in for my whole team account?")]
    [InlineData("What does the paid plan for large teams cost a year?", "What does the unpaid plan for large teams cost a year?")]
    [InlineData("Which documents are needed before the audit of a branch office begins?", "Which documents are needed after the audit of a branch office begins?")]
    [InlineData("Where is the biggest office building of the company in Berlin?", "Where is the biggest office building of the company in Munich?")]
    [InlineData("How long is my contract?", "Wie lange läuft mein Vertrag?")]
    [InlineData("How do I reset my password?", "")]
    public void OfWords_OfAnotherQuestion_IsBelow(string known, string asked) => Assert.True(Likeness(asked, known) < Threshold);

    [Theory]
    [InlineData(1, 0.2, true, 0.92)]
    [InlineData(0.1, 1.0, true, 0.19)]
    [InlineData(0.1, 1.0, false, 0.5)]
    [InlineData(0.8, 0.96, false, 0.88)]
    [InlineData(0.7, null, false, 0.7)]
    public void Of_WordsAndVectors_LetsNoVectorSpeakAlone(double words, double? cosine, bool isHashed, double expected) =>
        Assert.Equal(expected, QuestionLikeness.Of(words, cosine, isHashed), 6);

    private static double Likeness(string asked, string known) => QuestionLikeness.OfWords(Question.Of(asked), Question.Of(known));
}
