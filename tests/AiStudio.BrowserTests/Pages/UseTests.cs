using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>Without a mouse, on a phone, in the other theme.</summary>
public sealed class UseTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Keyboard_Alone_SignsInAndAsks()
    {
        await app.DocumentationIsIndexedAsync();
        var account = await app.NewPersonAsync(Role.Member);
        var visitor = await VisitAsync(app.Address);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");

        await TabToAsync(page, page.GetByLabel("Work e-mail"));
        await page.Keyboard.TypeAsync(account.Email);
        await TabToAsync(page, page.GetByLabel("Password", new() { Exact = true }));
        await page.Keyboard.TypeAsync(account.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/$"));
        await Visitor.SettledAsync(page);
        var chat = new ChatWindow(page);
        await TabToAsync(page, chat.Composer);
        await page.Keyboard.TypeAsync(AskTests.Question);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Keyboard.PressAsync("Enter");
        await Expect(chat.Answers).ToHaveCountAsync(1);
        await chat.BegunAsync(5);
        await page.Keyboard.PressAsync("Escape");
        await chat.FinishedAsync();

        await Expect(chat.Answer).ToContainTextAsync("Stopped.");
    }

    [Fact]
    public async Task Theme_Switched_StaysAfterAReload()
    {
        var person = await VisitAsync(app, await app.NewPersonAsync(Role.Member));
        await person.GoAsync("/");
        var before = await BackgroundAsync(person.Page);

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        var after = await BackgroundAsync(person.Page);
        await person.Page.ReloadAsync();

        Assert.NotEqual(before, after);
        Assert.Equal(after, await BackgroundAsync(person.Page));
    }

    [Fact]
    public async Task Phone_Drawer_OpensTheNavigationAndCloses()
    {
        var person = await VisitAsync(app, await app.NewPersonAsync(Role.Member), Screen.Phone);
        await person.GoAsync("/");
        var rail = person.Page.Locator("nav.rail");
        await Expect(rail).Not.ToBeInViewportAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Open navigation" }).ClickAsync();
        await Expect(rail).ToBeInViewportAsync();
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(rail).Not.ToBeInViewportAsync();
    }

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main')).backgroundColor");

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab never reached {target}.");
    }
}
