using System.Diagnostics;
using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.People;

public sealed class MemberTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Disable_OfAMemberWithAnOpenPage_ThrowsThemOutWithinFiveSeconds()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var member = await VisitAsync(app, account);
        await member.GoAsync("/");
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.Page.GotoAsync($"/people?q={account.Email}");

        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Disable Pat Person" }).ClickAsync();
        await Expect(admin.Page.GetByText("Disabled", new() { Exact = true })).ToBeVisibleAsync();
        var started = Stopwatch.StartNew();

        await Expect(member.Page).ToHaveURLAsync(new Regex("/(sign-in|no-access)"));
        Assert.InRange(started.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Invitation_AcceptedThroughTheMailedLink_MakesAMember()
    {
        var guest = $"guest-{Guid.CreateVersion7():n}@example.com";
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        var link = await Invitations.InviteAsync(app, admin.Page, guest);

        var visitor = await VisitAsync(app.Address);
        await visitor.Page.GotoAsync(link);
        await visitor.Page.GetByLabel("Your name").FillAsync("Gus Guest");
        await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("a new and long password");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the account and join" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Gus Guest, your account" })).ToBeVisibleAsync();
        Assert.Equal("member", await app.Database.ScalarAsync<string>(
            "select role from membership join app_user on id = user_id where email = $1", guest));
    }
}
