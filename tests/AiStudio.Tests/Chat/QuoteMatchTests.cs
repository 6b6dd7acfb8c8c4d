using AiStudio.Features.Chat;

namespace AiStudio.Tests.Chat;

public sealed class QuoteMatchTests
{
    private const string Passage = "During parental leave, employees may work up to 32 hours per week on average over the calendar month. They do not lose their vacation.";

    [Theory]
    [InlineData("employees may work up to 32 hours per week", "employees may work up to 32 hours per week")]
    [InlineData("Employees may  work up to 32 hours — per week", "employees may work up to 32 hours per week")]
    [InlineData("employees may work up to 32 hours each week on average over the month", null)]
    [InlineData("parental leave, employees may work as much as up to 32 hours per week", null)]
    [InlineData("During parental leave, employees can work up to 32 hours per week", "During parental leave, employees may work up to 32 hours per week")]
    [InlineData("During parental leave, employees may work up to 36 hours per week", null)]
    [InlineData("per week on average over the calendar month. They lose their vacation.", null)]
    [InlineData("They do not lose", "They do not lose")]
    [InlineData("They lose", null)]
    [InlineData("...", null)]
    public void Find_Words_OnlyWhereTheyStand(string quote, string? expected) =>
        Assert.Equal(expected, QuoteMatch.Find(Passage, quote) is { } range ? Passage[range] : null);
}
