using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.IntegrationTests.Chat;

public sealed class CitationReaderTests
{
    private static readonly RetrievedPassage[] Passages =
    [
        Passage("Every employee has  twenty-eight days\nof paid leave a year."),
        Passage("The canteen opens at noon."),
    ];

    [Theory]
    [InlineData("28 days [1].", "1")]
    [InlineData("28 days[1][2].", "1 2")]
    [InlineData("Both [2] and [1], again [2].", "1 2")]
    [InlineData("None [0] [3] [999] [1a] [].", "")]
    [InlineData("`row[1]` and\n```\nlist[2]\n```\n[1]", "1")]
    [InlineData("A link [1](https://example.test) and \\[2].", "")]
    [InlineData("Both [1, 2].", "1 2")]
    [InlineData("Both [2,1].", "1 2")]
    [InlineData("One of them was not given [1, 3].", "")]
    [InlineData("By [2]: at noon.", "2")]
    [InlineData("```\nunclosed [1]", "")]
    public void Read_Markers_CountOnlyWhenTheyNameAPassage(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', CitationReader.Read(text, Passages).Select(citation => citation.Number)));

    [Theory]
    [InlineData("\"twenty-eight days of paid leave\" [1]", "twenty-eight days of paid leave")]
    [InlineData("It says “twenty-eight days of paid leave a year.” [1]", "twenty-eight days of paid leave a year.")]
    [InlineData("> Every employee has twenty-eight days of paid leave a year. [1]", "Every employee has twenty-eight days of paid leave a year.")]
    [InlineData("> The canteen opens at noon. [2]\n> - Every employee has twenty-eight days [1]", "Every employee has twenty-eight days")]
    [InlineData("```\nof paid leave a year\n```\n[1]", "of paid leave a year")]
    [InlineData("\"opens at noon\" and \"paid leave\" [1, 2]", "paid leave")]
    [InlineData("Leave is long [1]", null)]
    [InlineData("\"thirty days\" [1]", null)]
    [InlineData("\"opens at noon\" [2] and leave [1]", null)]
    public void Read_Quote_IsKeptOnlyIfItStandsInThePassage(string text, string? quote) =>
        Assert.Equal(quote, CitationReader.Read(text, Passages).Single(citation => citation.Number == 1).Quote);

    [Theory]
    [InlineData("“Every employee has twenty-eight days of paid leave a year” [1]", true)]
    [InlineData("\"Each employee has twenty-eight days of paid leave a year.\" [1]", false)]
    [InlineData("\"every employee has twenty-eight days of PAID leave, every year and\" [1]", false)]
    [InlineData("\"thirty days of leave\" [1]", false)]
    [InlineData("Leave is long [1]", null)]
    [InlineData("\"thirty days of leave\" or rather \"twenty-eight days of paid leave\" [1]", false)]
    [InlineData("\"twenty-eight days of paid leave\" or rather \"thirty days of leave\" [1]", false)]
    [InlineData("\"Every employee\" has \"twenty-eight days of paid leave\" [1]", true)]
    [InlineData("> Every employee has\n> twenty-eight days of paid leave a year.\n\nSo it is [1].", true)]
    [InlineData("> Every employee has thirty days of paid leave a year.\n\nSo it is [1].", false)]
    [InlineData("> Every employee has thirty days of paid leave a year. [1]", false)]
    [InlineData("> Every employee has twenty-eight days of paid leave a year.\n> — Handbook [1]", true)]
    [InlineData("> The handbook says: “Every employee has twenty-eight days” [1]", true)]
    [InlineData("„twenty-eight days of paid leave“ [1]", true)]
    [InlineData("„thirty days of leave“ [1]", false)]
    [InlineData("»twenty-eight days of paid leave« [1]", true)]
    [InlineData("»thirty days of leave« und «no leave at all» [1]", false)]
    [InlineData("‘twenty-eight days of paid leave’ [1]", true)]
    [InlineData("‘thirty days of leave’ [1]", false)]
    [InlineData("It's said: 'twenty-eight days of paid leave' [1]", true)]
    [InlineData("It's said: 'thirty days of leave' [1]", false)]
    [InlineData("The employees' leave isn't the bosses' leave [1]", null)]
    [InlineData("An inch is 1\" and so is this\n\nand \"twenty-eight days of paid leave\" [1]", true)]
    [InlineData("The word “leave” and “vacation” [1]", true)]
    public void Read_Citation_SaysWhetherItsQuoteStands(string text, bool? verified) =>
        Assert.Equal(verified, CitationReader.Read(text, Passages).Single().Verified);

    [Theory]
    [InlineData("“员工每年有二十五天带薪假期。” [1]", true)]
    [InlineData("「员工每年有二十五天带薪假期」[1]", true)]
    [InlineData("『每年有三十天带薪假期』[1]", false)]
    [InlineData("“三十天假” [1]", false)]
    [InlineData("> 员工每年有三十天带薪假期。\n\n[1]", false)]
    [InlineData("「有給」 [1]", null)]
    [InlineData("有 [1]", null)]
    public void Read_QuoteWithoutBlanks_IsAQuoteAllTheSame(string text, bool? verified) =>
        Assert.Equal(verified, CitationReader.Read(text, [Passage("员工每年有二十五天带薪假期。请在门户网站上申请。")]).Single().Verified);

    [Theory]
    [InlineData("> `./studio down` stops it, `./studio status` tells what runs, `./studio reset` deletes all local data. [1]", true)]
    [InlineData("> `./studio status` tells what runs, `./studio reset` never deletes all local data. [1]", false)]
    [InlineData("“`./studio reset` deletes all local data” [1]", true)]
    [InlineData("> `./studio reset` [1]", true)]
    [InlineData("With `name: \"thirty days of leave\"` it is gone [1]", null)]
    [InlineData("\"thirty days of leave\" and\n```\n\"deletes all local data\"\n```\n[1]", false)]
    public void Read_QuoteWithCodeInIt_IsFoundWithIt(string text, bool? verified) =>
        Assert.Equal(verified, CitationReader.Read(text, [Passage("`./studio down` stops it, `./studio status` tells what runs,\n`./studio reset` deletes all local data.")]).Single().Verified);

    private static RetrievedPassage Passage(string text) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "Handbook", "Leave", null, 0, text.Length, text, 1);
}
