using System.Text.RegularExpressions;

namespace AiStudio.Tests.Architecture;

/// <summary>
/// Whoever leaves a page cancels what it still waits for. The source is not disposed of: the page may only now come to the line
/// that asks for its token, and that must find a cancelled one and not an error. A source without a timer has nothing to give back.
/// </summary>
public sealed partial class LeavingTests
{
    [Fact]
    public void Components_CancelWhatTheyWaitFor_AndDisposeOfNoToken() =>
        Assert.Empty(SourceTree.Files("src", ".razor", ".razor.cs").Where(file => Disposes(File.ReadAllText(file))).Select(SourceTree.Relative));

    [Theory]
    [InlineData("private readonly CancellationTokenSource _leaving = new(); void Dispose() { _leaving.Cancel(); _leaving.Dispose(); }", true)]
    [InlineData("private readonly CancellationTokenSource _leaving = new(); void Dispose() => _leaving.Cancel();", false)]
    [InlineData("private readonly Timer _timer = new(); void Dispose() => _timer.Dispose();", false)]
    public void Components_ThatDoOtherwise_AreSeen(string code, bool disposes) => Assert.Equal(disposes, Disposes(code));

    private static bool Disposes(string code) =>
        Source().Matches(code).Any(source => code.Contains($"{source.Groups["name"].Value}.Dispose()", StringComparison.Ordinal));

    [GeneratedRegex(@"readonly CancellationTokenSource (?<name>\w+)")]
    private static partial Regex Source();
}
