using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.People;

public sealed class SignInTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    private const string NoMatch = "That e-mail and password do not match.";

    [Fact]
    public async Task SignIn_WithAWrongPassword_SaysSoAndKeepsTheAddress()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var visitor = await VisitAsync(app.Address);
        await visitor.Page.GotoAsync("/sign-in");

        await visitor.FillSignInAsync(account.Email, "not the password");

        await Expect(visitor.Page.GetByText(NoMatch)).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("Work e-mail")).ToHaveValueAsync(account.Email);
        await Expect(visitor.Page.GetByLabel("Password", new() { Exact = true })).ToHaveValueAsync("");
    }

    [Fact]
    public async Task SignIn_AfterFiveWrongPasswords_RefusesTheRightOneForAWhile()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var visitor = await VisitAsync(app.Address);
        await visitor.Page.GotoAsync("/sign-in");

        for (var i = 0; i < 5; i++)
        {
            await visitor.FillSignInAsync(account.Email, $"wrong {i}");
            await Expect(visitor.Page.GetByText(NoMatch)).ToBeVisibleAsync();
        }

        await visitor.FillSignInAsync(account.Email, account.Password);

        await Expect(visitor.Page.GetByText("After five wrong tries an account rests for five minutes.")).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task Page_OpenedSignedOut_ComesBackAfterSigningIn()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var visitor = await VisitAsync(app.Address);

        await visitor.Page.GotoAsync("/account");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
        await visitor.FillSignInAsync(account.Email, account.Password);

        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/account$"));
    }

    [Fact]
    public async Task SignOut_FromTheAccountPage_EndsTheSession()
    {
        var visitor = await VisitAsync(app, await app.NewPersonAsync(Role.Member));
        await visitor.Page.GotoAsync("/account");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
        await visitor.Page.GotoAsync("/account");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }
}
