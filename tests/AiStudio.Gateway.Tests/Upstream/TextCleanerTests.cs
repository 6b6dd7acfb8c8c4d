using AiStudio.Gateway.Upstream;

namespace AiStudio.Gateway.Tests.Upstream;

public sealed class TextCleanerTests
{
    // In code, not in attributes: those are stored as UTF-8, which half a pair does not survive.
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_cases.Length)];

    private static readonly (string Text, string Clean)[] s_cases =
    [
        ("plain ünïcode 😀", "plain ünïcode 😀"),
        ("a\0b", "ab"),
        ("a\ud83db", "a\ufffdb"),
        ("a\ude00b", "a\ufffdb"),
        ("\ud83d", "\ufffd"),
        ("\ud83d\ud83d\ude00", "\ufffd😀"),
        ("\ud83d\0\ude00", "😀"),
        ("😀 and 😀", "😀 and 😀"),
        ("", ""),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void CleanWhole_OfText_KeepsOnlyWhatIsValid(int index) => Assert.Equal(s_cases[index].Clean, TextCleaner.CleanWhole(s_cases[index].Text));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Clean_InEveryTwoChunks_EqualsTheWhole(int index)
    {
        var text = s_cases[index].Text;
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var cleaner = new TextCleaner();
            Assert.Equal(s_cases[index].Clean, cleaner.Clean(text[..cut]) + cleaner.Clean(text[cut..]) + cleaner.End());
        }
    }

    [Fact]
    public void Clean_OfAChunk_NeverEndsInHalfAPair()
    {
        var cleaner = new TextCleaner();

        Assert.Equal("a", cleaner.Clean("a\ud83d"));
        Assert.Equal("😀", cleaner.Clean("\ude00"));
        Assert.Equal(string.Empty, cleaner.End());
    }
}
