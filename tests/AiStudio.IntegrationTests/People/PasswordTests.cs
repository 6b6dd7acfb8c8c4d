using System.Net;
using System.Text.RegularExpressions;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.People;

public sealed partial class PasswordTests(StudioSite site) : IClassFixture<StudioSite>
{
    private const string New = "another long password";

    [Fact]
    public async Task Reset_LinkFromTheMail_WorksOnceEndsSessionsAndUnlocks()
    {
        var owner = await site.AddOrganizationAsync();
        var session = await site.SignInAsync(owner.Email);
        await site.Database.ExecuteAsync("update app_user set lockout_end = now() + interval '5 minutes' where id = $1", owner.UserId);
        var link = await AskAsync(owner.Email);

        var visitor = site.NewVisitor();
        Assert.Contains("too short", (await ResetAsync(visitor, link, "short")).Body, StringComparison.Ordinal);
        Assert.Contains("is set", (await ResetAsync(visitor, link, New)).Body, StringComparison.Ordinal);
        await site.NewVisitor().SignInAsync(owner.Email, New);
        Assert.Contains("no longer good", (await ResetAsync(visitor, link, "a third long password")).Body, StringComparison.Ordinal);
        await Eventually.FalseAsync(session.IsSignedInAsync);
    }

    [Fact]
    public async Task Reset_KnownAndUnknownAddress_SameAnswerAndOneMail()
    {
        var owner = await site.AddOrganizationAsync();

        var known = await site.NewVisitor().SubmitAsync("/forgot-password", "forgot", ("email", owner.Email));
        var unknown = await site.NewVisitor().SubmitAsync("/forgot-password", "forgot", ("email", "nobody@example.test"));

        Assert.Equal(known.Text, unknown.Text);
        Assert.Contains("/reset-password?", await site.MailToAsync(owner.Email), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&token=")]
    [InlineData("&token=null")]
    [InlineData("&token=AAAA")]
    [InlineData("&token=%00%FF")]
    public async Task Reset_NoOrInventedToken_IsRefused(string query)
    {
        var owner = await site.AddOrganizationAsync();

        var answer = await ResetAsync(site.NewVisitor(), $"/reset-password?user={owner.UserId}{query}", New);

        Assert.Contains("no longer good", answer.Body, StringComparison.Ordinal);
        await site.NewVisitor().SignInAsync(owner.Email, StudioSite.Password);
    }

    [Fact]
    public async Task Reset_TokenOfAnotherAccountOrPurpose_IsRefused()
    {
        var (mine, theirs) = (await site.AddOrganizationAsync(), await site.AddOrganizationAsync());
        var link = await AskAsync(mine.Email);
        var foreign = link.Replace(mine.UserId.ToString(), theirs.UserId.ToString(), StringComparison.Ordinal);
        var confirmation = await TokenAsync(theirs, (users, user) => users.GenerateEmailConfirmationTokenAsync(user));

        Assert.Contains("no longer good", (await ResetAsync(site.NewVisitor(), foreign, New)).Body, StringComparison.Ordinal);
        Assert.Contains("no longer good", (await ResetAsync(site.NewVisitor(), $"/reset-password?user={theirs.UserId}&token={confirmation}", New)).Body, StringComparison.Ordinal);
        await site.NewVisitor().SignInAsync(theirs.Email, StudioSite.Password);
    }

    [Fact]
    public async Task Reset_OldToken_IsRefused()
    {
        var owner = await site.AddOrganizationAsync();
        var token = await TokenAsync(owner, (users, user) => users.GeneratePasswordResetTokenAsync(user));
        await using var later = site.NewHost(services => services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.Zero));

        var answer = await ResetAsync(site.NewVisitor(later), $"/reset-password?user={owner.UserId}&token={token}", New);

        Assert.Contains("no longer good", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mails_PoisonedHostHeader_LinkToThePublicAddress()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor();
        visitor.Http.DefaultRequestHeaders.Host = "evil.example";
        visitor.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        await visitor.SubmitAsync("/forgot-password", "forgot", ("email", owner.Email));
        var mail = await site.MailToAsync(owner.Email);

        Assert.Contains("https://studio.example.test/reset-password?", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_UnconfirmedAddress_OpensAfterTheMailedLink()
    {
        var owner = await site.AddOrganizationAsync();
        await site.Database.ExecuteAsync("update app_user set email_confirmed = false where id = $1", owner.UserId);
        var visitor = site.NewVisitor();

        Assert.Contains("do not match", (await visitor.TrySignInAsync(owner.Email, "not the password")).Body, StringComparison.Ordinal);
        Assert.Contains("not confirmed", (await visitor.TrySignInAsync(owner.Email, StudioSite.Password)).Body, StringComparison.Ordinal);
        var link = LinkOf(await site.MailToAsync(owner.Email));
        Assert.Contains("no longer good", (await visitor.SubmitAsync(link + "x", "confirm")).Body, StringComparison.Ordinal);
        Assert.Contains("is confirmed", (await visitor.SubmitAsync(link, "confirm")).Body, StringComparison.Ordinal);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);
    }

    [Fact]
    public async Task ChangePassword_PresentOne_KeepsThisSessionAndEndsTheOthers()
    {
        var owner = await site.AddOrganizationAsync();
        var (here, there) = (await site.SignInAsync(owner.Email), await site.SignInAsync(owner.Email));

        Assert.Contains("not your present password", (await here.SubmitAsync("/account", "password", ("current", "wrong"), ("new", New))).Body, StringComparison.Ordinal);
        Assert.Contains("is changed", (await here.SubmitAsync("/account", "password", ("current", StudioSite.Password), ("new", New))).Body, StringComparison.Ordinal);

        await Eventually.FalseAsync(there.IsSignedInAsync);
        Assert.True(await here.IsSignedInAsync());
    }

    [Theory]
    [InlineData("127.0.0.1", "true", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "false", null, HttpStatusCode.NotFound)] // A proxy on the machine itself that says nothing of the browser.
    [InlineData("127.0.0.1", "true", "192.0.2.7", HttpStatusCode.NotFound)]
    [InlineData("192.0.2.7", "true", null, HttpStatusCode.NotFound)]
    public async Task DevelopmentMails_UnlessAskedForAndFromTheMachineItself_AreNotThere(string peer, string show, string? forwardedFor, HttpStatusCode expected)
    {
        await using var host = site.NewHost(services => services.AddSingleton<IStartupFilter>(new Peer(peer)), ("Mail:ShowFiles", show));
        var visitor = site.NewVisitor(host);
        if (forwardedFor is not null)
        {
            visitor.Http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        }

        Assert.Equal(expected, (await visitor.GetAsync("/development/mails")).Status);
    }

    private static Task<Visitor.Answer> ResetAsync(Visitor visitor, string link, string password) =>
        visitor.SubmitAsync(link, "reset", ("password", password));

    private async Task<string> AskAsync(string email)
    {
        await site.NewVisitor().SubmitAsync("/forgot-password", "forgot", ("email", email));
        return LinkOf(await site.MailToAsync(email));
    }

    private async Task<string> TokenAsync(Caller of, Func<UserManager<AppUser>, AppUser, Task<string>> make)
    {
        await using var scope = site.Host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        return SiteLinks.Encode(await make(users, (await users.FindByIdAsync(of.UserId.ToString()))!));
    }

    internal static string LinkOf(string mail) => Link().Match(mail).Groups[1].Value;

    [GeneratedRegex(@"https://studio\.example\.test(/\S+)")]
    private static partial Regex Link();
}
