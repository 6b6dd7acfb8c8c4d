using AiStudio.Features.Knowledge.Ingestion;

namespace AiStudio.Tests.Knowledge;

public sealed class DocumentNameTests
{
    [Theory]
    [InlineData("policy.md", "policy.md")]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"C:\Users\x\Policy.MD", "Policy.MD")]
    [InlineData("a\u202Egpj.md", "agpj.md")]
    [InlineData("a\u0000\u0007b.md", "ab.md")]
    [InlineData("  two \t words .md ", "two words .md")]
    [InlineData("u\u0308ber.md", "über.md")]
    [InlineData("///", "")]
    public void Clean_OfAName_KeepsWhatIsSafe(string name, string expected) => Assert.Equal(expected, DocumentName.Clean(name));

    [Fact]
    public void Clean_OfALongName_KeepsItsExtension()
    {
        var clean = DocumentName.Clean(new string('x', 500) + ".md");
        Assert.Equal(200, clean.Length);
        Assert.EndsWith("x.md", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void TitleOf_AFileName_IsWords() => Assert.Equal("travel policy 2026", DocumentName.TitleOf("travel-policy_2026.md"));

    [Theory]
    [InlineData("/handbook/leave.md", "handbook leave.md")]
    [InlineData("/handbook/2026/leave.md", "handbook 2026 leave.md")]
    [InlineData("../../etc/./passwd.txt", "etc passwd.txt")]
    [InlineData("C:\\handbook\\leave.md", "C: handbook leave.md")]
    [InlineData("leave.md", "leave.md")]
    [InlineData("//..//", "")]
    public void OfPath_OfAFileInAFolder_NamesItsFoldersToo(string path, string expected) => Assert.Equal(expected, DocumentName.OfPath(path));
}
