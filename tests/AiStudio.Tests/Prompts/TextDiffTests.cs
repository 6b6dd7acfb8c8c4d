using AiStudio.Features.Prompts.Browsing;

namespace AiStudio.Tests.Prompts;

public sealed class TextDiffTests
{
    private const string Before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight";

    [Fact]
    public void Of_AWordChanged_MarksTheWordOnly()
    {
        var row = Assert.Single(TextDiff.Of("Answer in kind words.", "Answer in plain words."), row => !row.IsSame);
        Assert.Equal(["kind"], row.Old.Where(part => part.Changed).Select(part => part.Text));
        Assert.Equal(["plain"], row.New.Where(part => part.Changed).Select(part => part.Text));
    }

    [Fact]
    public void Of_ALineAdded_HasNoNumberInTheOlderText()
    {
        var row = Assert.Single(TextDiff.Of(Before, Before.Replace("two", "two\nand a half", StringComparison.Ordinal)), row => !row.IsSame);
        Assert.Equal((null, (int?)3), (row.Before, row.After));
    }

    [Fact]
    public void Runs_FarFromAChange_AreNotShown()
    {
        var runs = TextDiff.Runs(TextDiff.Of(Before, Before.Replace("one", "ONE", StringComparison.Ordinal))).ToList();
        Assert.Equal([true, false], runs.Select(run => run.Shown));
        Assert.Equal([3, 5], runs.Select(run => run.Rows.Count));
    }

    [Fact]
    public void Of_TheSame_HasNoChange() => Assert.All(TextDiff.Of(Before, Before), row => Assert.True(row.IsSame));
}
