using AiStudio.Gateway.Upstream.Local;

namespace AiStudio.Gateway.Tests.Upstream.Local;

public sealed class AskedQuestionTests
{
    [Theory]
    [InlineData("When do unused days expire?", "When do unused days expire?")]
    [InlineData("Hello, could you please help me? How many days of leave are there? Thanks!", "How many days of leave are there?")]
    [InlineData("Two things. First: Who approves flights to Zurich? Second, tell me which document says so.", "Who approves flights to Zurich?")]
    [InlineData("My laptop is broken. The screen is black. What should I do?", "My laptop is broken. The screen is black. What should I do?")]
    [InlineData("who approves flights", "who approves flights")]
    [InlineData("Is version 1.2.3 of the client still supported? And which server does it need?", "Is version 1.2.3 of the client still supported? And which server does it need?")]
    public void Of_LeavesOutWhatIsWrittenAroundTheQuestion(string text, string asked) => Assert.Equal(asked, AskedQuestion.Of(text));

    [Theory]
    [InlineData("When do unused days expire?", true)]
    [InlineData("How much may a hotel cost?", true)]
    [InlineData("Wie viele Tage Urlaub gibt es?", true)]
    [InlineData("Who approves flights?", false)]
    public void IsForFigure_SaysWhetherTheAnswerHasDigits(string question, bool figure) => Assert.Equal(figure, AskedQuestion.IsForFigure(question));
}
