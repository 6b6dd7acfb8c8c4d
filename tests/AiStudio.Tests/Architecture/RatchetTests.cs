using System.Text.RegularExpressions;

namespace AiStudio.Tests.Architecture;

/// <summary>Sizes and suppressions: the lists of exceptions may only shrink.</summary>
public sealed partial class RatchetTests
{
    /// <summary>Files over their limit, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    private const int AllowedSuppressions = 0;

    [Fact]
    public void Files_StayShort() => Assert.Empty(TooLong(
    [
        .. SourceTree.Files("src", ".cs", ".razor").Select(file => (SourceTree.Relative(file), File.ReadLines(file).Count())),
        .. SourceTree.Files("tests", ".cs").Select(file => (SourceTree.Relative(file), File.ReadLines(file).Count())),
    ]));

    [Theory]
    [InlineData("src/AiStudio/X.cs", 301)]
    [InlineData("src/AiStudio/X.razor", 151)]
    [InlineData("src/AiStudio/X.razor.cs", 201)]
    [InlineData("src/AiStudio/Program.cs", 81)]
    [InlineData("tests/AiStudio.Tests/X.cs", 501)]
    public void Files_OverTheLimit_AreRefused(string file, int lines) => Assert.Single(TooLong([(file, lines)]));

    [Fact]
    public void Exceptions_ThatAreNoLongerNeeded_AreDeleted() =>
        Assert.All(LongFiles.Keys, file =>
            Assert.True(File.ReadLines(Path.Combine(SourceTree.Root, file)).Count() > Limit(file), $"{file} is short enough: take it off the list"));

    [Fact]
    public void Suppressions_DoNotGrow() =>
        Assert.InRange(SourceTree.Files("src", ".cs", ".razor", ".csproj").Sum(file => Suppressions(File.ReadAllText(file))), 0, AllowedSuppressions);

    [Theory]
    [InlineData("#pragma warning disable CA1000")]
    [InlineData("[SuppressMessage(\"a\", \"b\")]")]
    [InlineData("<NoWarn>CS1</NoWarn>")]
    public void Suppressions_AreSeen(string text) => Assert.Equal(1, Suppressions(text));

    private static IEnumerable<string> TooLong(IEnumerable<(string File, int Lines)> files) =>
        from file in files
        where file.Lines > Limit(file.File) && !LongFiles.ContainsKey(file.File)
        select $"{file.File}: {file.Lines} lines, the limit is {Limit(file.File)}";

    private static int Limit(string file) => file switch
    {
        _ when file.StartsWith("tests/", StringComparison.Ordinal) => 500,
        _ when file.EndsWith("/Program.cs", StringComparison.Ordinal) => 80,
        _ when file.EndsWith(".razor.cs", StringComparison.Ordinal) => 200,
        _ when file.EndsWith(".razor", StringComparison.Ordinal) => 150,
        _ => 300,
    };

    private static int Suppressions(string text) => Suppression().Count(text);

    [GeneratedRegex(@"#pragma warning disable|SuppressMessage\(|<NoWarn>")]
    private static partial Regex Suppression();
}
