using System.Net;
using AiStudio.Features.People.Invitations;
using AiStudio.Features.People.Members;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.People;

public sealed class InvitationTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Accept_NewPerson_MakesTheAccountOnceAndSignsIn()
    {
        var owner = await site.AddOrganizationAsync();
        var email = NewAddress();
        var link = await InviteAsync(owner, email, Role.Finance);
        var visitor = site.NewVisitor();

        var short_ = await visitor.SubmitAsync(link, "create", ("name", "Nora New"), ("password", "too short"));
        Assert.Contains("too short", short_.Body, StringComparison.Ordinal);
        var answer = await visitor.SubmitAsync(link, "create", ("name", "Nora New"), ("password", StudioSite.Password));

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Equal("finance", await RoleOfAsync(owner.OrganizationId, email));
        Assert.Equal(HttpStatusCode.Gone, (await site.NewVisitor().GetAsync(link)).Status);
    }

    [Fact]
    public async Task Accept_TwiceAtOnce_OneAccount()
    {
        var owner = await site.AddOrganizationAsync();
        var email = NewAddress();
        var link = await InviteAsync(owner, email, Role.Member);
        var visitors = Enumerable.Range(0, 4).Select(_ => site.NewVisitor()).ToList();
        var pages = await Task.WhenAll(visitors.Select(visitor => visitor.GetAsync(link)));

        var answers = await Task.WhenAll(visitors.Zip(pages).Select(pair =>
            pair.First.PostAsync(link, pair.Second.Body, "create", ("name", "Nora New"), ("password", StudioSite.Password))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Found);
        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from app_user where email = $1", email));
    }

    [Fact]
    public async Task Accept_ExpiredRevokedOrInvented_IsRefused()
    {
        var owner = await site.AddOrganizationAsync();
        var (expired, revoked) = (NewAddress(), NewAddress());
        var expiredLink = await InviteAsync(owner, expired, Role.Member);
        var revokedLink = await InviteAsync(owner, revoked, Role.Member);
        await site.Database.ExecuteAsync("update invitation set expires_at = now() where email = $1", expired);
        var id = await site.Database.ScalarAsync<Guid>("select id from invitation where email = $1", revoked);
        await (await site.SignInAsync(owner.Email)).SubmitAsync("/people", $"/people/invitations/{id}/revoke");

        foreach (var link in new[] { expiredLink, revokedLink, $"/invitations/{owner.OrganizationId}/invented", revokedLink.Replace(owner.OrganizationId.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal) })
        {
            var visitor = site.NewVisitor();
            Assert.Equal(HttpStatusCode.Gone, (await visitor.GetAsync(link)).Status);
            await visitor.SubmitAsync(link, "create", ("name", "Nora New"), ("password", StudioSite.Password));
            Assert.False(await visitor.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task Accept_ExistingAccount_JoinsAndWorksInBoth()
    {
        var (here, there) = (await site.AddOrganizationAsync("Here"), await site.AddOrganizationAsync("There"));
        var link = await InviteAsync(there, here.Email, Role.Member);
        Assert.Contains("Sign in to join", (await site.NewVisitor().GetAsync(link)).Body, StringComparison.Ordinal);

        var visitor = await site.SignInAsync(here.Email);
        Assert.Equal(HttpStatusCode.Found, (await visitor.SubmitAsync(link, "join")).Status);
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/people")).Status);

        await visitor.SubmitAsync("/account", "/account/organizations", ("organization", here.OrganizationId.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/people")).Status);
    }

    [Fact]
    public async Task Accept_OtherAccount_IsRefused()
    {
        var (owner, other) = (await site.AddOrganizationAsync(), await site.AddOrganizationAsync());
        var link = await InviteAsync(owner, NewAddress(), Role.Admin);
        var visitor = await site.SignInAsync(other.Email);

        var (_, body) = await visitor.GetAsync(link);
        Assert.Contains("another e-mail address", body, StringComparison.Ordinal);
        await visitor.PostAsync(link, body, "join");
        Assert.Null(await RoleOfAsync(owner.OrganizationId, other.Email));
    }

    [Fact]
    public async Task Accept_WithoutTheMailedProof_MailsItInsteadOfMakingAnAccount()
    {
        var owner = await site.AddOrganizationAsync();
        var email = NewAddress();
        var link = (await InviteAsync(owner, email, Role.Member)).Split('?')[0];
        var visitor = site.NewVisitor();

        Assert.Contains("Mail me the link", (await visitor.GetAsync(link)).Body, StringComparison.Ordinal);
        await visitor.SubmitAsync(link, "prove");

        Assert.Contains("?proof=", await site.MailToAsync(email, 2), StringComparison.Ordinal);
        Assert.Equal(0L, await site.Database.ScalarAsync<long>("select count(*) from app_user where email = $1", email));
    }

    [Fact]
    public async Task Offer_WithoutTheMailedProof_DoesNotSayWhetherThereIsAnAccount()
    {
        var (owner, known) = (await site.AddOrganizationAsync(), await site.AddAccountAsync());
        var unknown = NewAddress();
        var (_, hasAccount) = await site.NewVisitor().GetAsync((await InviteAsync(owner, known.Email!, Role.Member)).Split('?')[0]);
        var (_, hasNone) = await site.NewVisitor().GetAsync((await InviteAsync(owner, unknown, Role.Member)).Split('?')[0]);

        Assert.DoesNotContain("There is an account", hasAccount, StringComparison.Ordinal);
        Assert.Contains("Mail me the link", hasAccount, StringComparison.Ordinal);
        Assert.Contains("sign in to join", hasNone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_OfPeopleAndInvitations_AreRefusedToWhoManagesNobody()
    {
        var owner = await site.AddOrganizationAsync();
        var finance = await site.AddMemberAsync(owner.OrganizationId, Role.Finance);
        // What a cookie of a moment ago says is not asked.
        var stale = finance with { Role = Role.Owner };
        await using var scope = site.Host.Services.CreateAsyncScope();

        var members = await scope.ServiceProvider.GetRequiredService<MemberList>().FindAsync(stale, null, TestContext.Current.CancellationToken);
        var invitations = await scope.ServiceProvider.GetRequiredService<InvitationService>().ListOpenAsync(stale, TestContext.Current.CancellationToken);

        Assert.Equal(("not_admin", "not_admin"), (members.Error?.Code, invitations.Error?.Code));
    }

    [Fact]
    public async Task Accept_InviterIsNoAdminAnyMore_IsRefused()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var link = await InviteAsync(admin, NewAddress(), Role.Admin);

        Assert.True((await site.Members.ChangeRoleAsync(owner, admin.UserId, Role.Member, TestContext.Current.CancellationToken)).Succeeded);

        Assert.Equal(HttpStatusCode.Gone, (await site.NewVisitor().GetAsync(link)).Status);
    }

    [Theory]
    [InlineData(Role.Admin, Role.Owner)]
    [InlineData(Role.Finance, Role.Member)]
    [InlineData(Role.Member, Role.Member)]
    public async Task Invite_AboveOwnRoleOrAsNoAdmin_IsRefused(Role actor, Role invited)
    {
        var owner = await site.AddOrganizationAsync();
        var member = await site.AddMemberAsync(owner.OrganizationId, actor);
        // The page is closed to some of them: the token of another page is as good for an attacker.
        var visitor = await site.SignInAsync(member.Email);
        var (_, page) = await visitor.GetAsync("/account");

        await visitor.PostAsync("/people", page, "invite", ("email", NewAddress()), ("role", invited.ToName()));

        Assert.Equal(0L, await site.Database.ScalarAsync<long>("select count(*) from invitation where org_id = $1", owner.OrganizationId));
    }

    private static string NewAddress() => $"{Guid.CreateVersion7():n}@example.test";

    private async Task<string> InviteAsync(Caller by, string email, Role role)
    {
        var visitor = await site.SignInAsync(by.Email);
        var answer = await visitor.SubmitAsync("/people", "invite", ("email", email), ("role", role.ToName()));
        Assert.Contains($"https://studio.example.test/invitations/{by.OrganizationId}/", answer.Body, StringComparison.Ordinal);
        return PasswordTests.LinkOf(await site.MailToAsync(email));
    }

    private Task<string?> RoleOfAsync(Guid organizationId, string email) => site.Database.ScalarAsync<string>(
        "select m.role from membership m join app_user u on u.id = m.user_id where m.org_id = $1 and u.email = $2", organizationId, email);
}
