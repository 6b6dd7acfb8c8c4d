namespace AiStudio.BrowserTests.Harness;

/// <summary>A test that visits the app. Afterwards every context it opened must be clean; when it failed, there are pictures.</summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncDisposable
{
    private readonly List<Visitor> _visitors = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        var problems = new List<string>();
        foreach (var visitor in _visitors)
        {
            problems.AddRange(visitor.Watch.Problems);
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                await PictureAsync(visitor);
            }

            await visitor.Context.DisposeAsync();
        }

        GC.SuppressFinalize(this);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private protected async Task<Visitor> VisitAsync(Uri address, Screen? screen = null)
    {
        var visitor = await Visitor.OpenAsync(chromium.Browser, address, screen);
        _visitors.Add(visitor);
        return visitor;
    }

    private protected async Task<Visitor> VisitAsync(StudioApp app, Account account, Screen? screen = null)
    {
        var visitor = await VisitAsync(app.Address, screen);
        await visitor.SignInAsync(account);
        return visitor;
    }

    private static async Task PictureAsync(Visitor visitor)
    {
        var test = string.Concat(TestContext.Current.Test!.TestDisplayName.Split(Path.GetInvalidFileNameChars()));
        foreach (var (page, number) in visitor.Context.Pages.Select((page, number) => (page, number)))
        {
            var path = Path.Combine(Repository.Results, $"{test} {number}.png");
            await page.ScreenshotAsync(new() { Path = path });
            TestContext.Current.TestOutputHelper?.WriteLine($"{page.Url} → {path}");
        }
    }
}
