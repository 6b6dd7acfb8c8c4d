using System.Net;
using System.Text.RegularExpressions;

namespace AiStudio.BrowserTests.Harness;

/// <summary>One person at one browser: a context of its own, signed in or not.</summary>
public sealed partial class Visitor
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
        context.SetDefaultTimeout(30_000);
        var watch = new Watch(context, address);
        return new Visitor(context, await context.NewPageAsync(), watch);
    }

    /// <summary>Opens a page and waits until it can be used: loaded, alive, nothing left to come.</summary>
    public Task GoAsync(string address) => GoAsync(Page, address);

    public static async Task GoAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await SettledAsync(page);
    }

    public static async Task SettledAsync(IPage page)
    {
        // What is clicked or typed before the circuit is there is lost.
        await Expect(page.Locator(".app[data-connecting]")).ToHaveCountAsync(0);
        await Expect(page.Locator(".skel")).ToHaveCountAsync(0);
    }

    public async Task SignInAsync(Account account)
    {
        // As the form of the page does it, which SignInTests fill in; the browser need not draw it for every test.
        var form = await Context.APIRequest.GetAsync("/sign-in");
        var answer = await Context.APIRequest.PostAsync("/sign-in", new()
        {
            MaxRedirects = 0,
            Form = Context.APIRequest.CreateFormData()
                .Set("__RequestVerificationToken", WebUtility.HtmlDecode(TokenField().Match(await form.TextAsync()).Groups[1].Value))
                .Set("_handler", "sign-in").Set("email", account.Email).Set("password", account.Password),
        });
        Assert.Equal(302, answer.Status);
    }

    public async Task FillSignInAsync(string email, string password)
    {
        await Page.GetByLabel("Work e-mail").FillAsync(email);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
