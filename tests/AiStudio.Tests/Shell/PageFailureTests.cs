using AiStudio.Shell.Layout;
using Npgsql;

namespace AiStudio.Tests.Shell;

public sealed class PageFailureTests
{
    private static readonly NpgsqlException s_away = new("Failed to connect", new IOException());

    public static TheoryData<Exception, string> Failures => new()
    {
        { s_away, "The database does not answer" },
        { new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", s_away), "The database does not answer" },
        { new PostgresException("relation does not exist", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable), "This page stopped working" },
        { new InvalidOperationException("Something else"), "This page stopped working" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_SaysWhetherToWaitOrToLookIntoTheLog_AndNothingOfTheInside(Exception failure, string title)
    {
        var page = await RenderedComponent.ShowAsync<PageFailure>((nameof(PageFailure.Failure), failure));

        Assert.Equal(title, page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain(failure.Message, page.TextContent, StringComparison.Ordinal);
        Assert.Equal("Try again", page.QuerySelector("button")!.TextContent);
    }
}
