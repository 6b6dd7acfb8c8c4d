using AiStudio.Features.Chat.FollowUps;

namespace AiStudio.Tests.Chat;

public sealed class FollowUpExpansionTests
{
    [Theory]
    [InlineData("And in Munich?", "And in Munich? big office Berlin")]
    [InlineData("Who built it?", "Who built it? big office Berlin")]
    [InlineData("Does that large building with the garden have a canteen?", "Does that large building with the garden have a canteen? big office Berlin")]
    [InlineData("How many days of paid leave are there?", "How many days of paid leave are there?")]
    public void Expand_AFollowUp_CarriesWhatItLeavesOut(string question, string expected) =>
        Assert.Equal(expected, FollowUpExpansion.Expand(question, ["How big is the office in Berlin?"]));

    [Fact]
    public void Expand_AfterAnotherShortQuestion_LooksFurtherBack() =>
        Assert.Equal("And Hamburg? Munich big office Berlin", FollowUpExpansion.Expand("And Hamburg?", ["And in Munich?", "How big is the office in Berlin?", "What is the weather?"]));
}
