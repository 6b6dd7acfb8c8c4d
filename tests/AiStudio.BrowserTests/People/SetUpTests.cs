using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.People;

public sealed class SetUpTests(Chromium chromium, EmptyStudio app) : BrowserTest(chromium), IClassFixture<EmptyStudio>
{
    [Fact]
    public async Task SetUp_OfAnEmptyInstallation_MakesTheOwnerAndIsThereOnce()
    {
        var owner = await VisitAsync(app.Address);
        await owner.Page.GotoAsync("/");
        await Expect(owner.Page).ToHaveURLAsync(new Regex("/set-up"));
        var findings = new List<string>();
        await Screens.EachAsync(owner.Page, "SetUpPage", view => Inspection.LookAsync(owner.Page, view, findings));

        await Expect(owner.Page.GetByLabel("Time zone")).ToHaveValueAsync(await owner.Page.EvaluateAsync<string>("Intl.DateTimeFormat().resolvedOptions().timeZone"));
        await owner.Page.GetByLabel("Organization").FillAsync("Harbour Works");
        await owner.Page.GetByLabel("Your name").FillAsync("Olga Owner");
        await owner.Page.GetByLabel("Work e-mail").FillAsync("olga@example.com");
        await owner.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("short");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Expect(owner.Page.GetByLabel("Password", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await owner.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("a long enough password");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Expect(owner.Page).ToHaveURLAsync(new Regex("/$"));
        await Expect(owner.Page.GetByRole(AriaRole.Link, new() { Name = "Olga Owner, your account" })).ToBeVisibleAsync();

        await Expect(owner.Page.GetByRole(AriaRole.Link, new() { Name = "Go to Knowledge" })).ToBeVisibleAsync();
        await owner.GoAsync("/knowledge");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Make a knowledge base" }).ClickAsync();
        await Expect(owner.Page.GetByLabel("Name of the new base")).ToBeVisibleAsync();

        Assert.Equal(404, (await owner.Context.APIRequest.GetAsync("/set-up")).Status);
        Assert.Empty(findings);
    }
}
