namespace AiStudio.BrowserTests.Harness;

/// <summary>One person at one browser: a context of its own, signed in or not.</summary>
public sealed class Visitor
{
    private Visitor(IBrowserContext context, IPage page, Watch watch) => (Context, Page, Watch) = (context, page, watch);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    internal Watch Watch { get; }

    internal static async Task<Visitor> OpenAsync(IBrowser browser, Uri address, Screen? screen = null)
    {
        screen ??= Screen.Desk;
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            Locale = "en-US",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(15_000);
        var watch = new Watch(context, address);
        return new Visitor(context, await context.NewPageAsync(), watch);
    }

    public async Task SignInAsync(Account account)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("Email").FillAsync(account.Email);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(account.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Navigation, new() { Name = "Areas" })).ToBeAttachedAsync();
    }
}
