using System.Net;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.IntegrationTests.People;

public sealed class MemberTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task ChangeRole_EveryActorSubjectAndRole_FollowsTheLattice()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var owner = await site.AddOrganizationAsync();
        foreach (var actorRole in Enum.GetValues<Role>())
        {
            var actor = await site.AddMemberAsync(owner.OrganizationId, actorRole);
            foreach (var before in Enum.GetValues<Role>())
            {
                foreach (var after in Enum.GetValues<Role>())
                {
                    var subject = await site.Database.AddMemberAsync(owner.OrganizationId, before);
                    var allowed = actorRole >= Role.Admin && before <= actorRole && after <= actorRole;

                    var result = await site.Members.ChangeRoleAsync(actor, subject.UserId, after, cancellation);

                    Assert.Equal(allowed, result.Succeeded);
                    Assert.Equal((allowed ? after : before).ToName(), await site.RoleOfAsync(subject));
                }
            }
        }
    }

    [Fact]
    public async Task ChangeRole_OfOneself_NeverRaises()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var visitor = await site.SignInAsync(admin.Email);

        var answer = await visitor.SubmitAsync("/people", $"/people/members/{admin.UserId}/role", ("role", "owner"));

        Assert.Equal("/people?problem=above_own_role", answer.Location);
        Assert.Contains("only an owner makes", (await visitor.GetAsync(answer.Location!)).Body, StringComparison.Ordinal);
        Assert.Equal("admin", await site.RoleOfAsync(admin));
    }

    [Fact]
    public async Task Change_ThatTheServiceForgets_IsRefusedByTheDatabase()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var owner = await site.AddOrganizationAsync();
        var admin = await site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        await using var db = await site.Database.Studio.BeginAsync(admin.Scope, cancellation);

        var raise = () => db.Database.ExecuteSqlAsync($"update membership set role = 'owner' where org_id = {admin.OrganizationId} and user_id = {admin.UserId}", cancellation);

        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(raise);
        Assert.Equal("23514", refused.SqlState);
    }

    [Fact]
    public async Task Disable_TwoAdminsEachOtherAtOnce_OneStays()
    {
        var owner = await site.AddOrganizationAsync();
        for (var round = 0; round < 20; round++)
        {
            var (one, two) = (await site.Database.AddMemberAsync(owner.OrganizationId, Role.Admin), await site.Database.AddMemberAsync(owner.OrganizationId, Role.Admin));

            var results = await Task.WhenAll(
                site.Members.DisableAsync(one, two.UserId, TestContext.Current.CancellationToken),
                site.Members.DisableAsync(two, one.UserId, TestContext.Current.CancellationToken));

            Assert.Single(results, result => result.Succeeded);
        }
    }

    [Fact]
    public async Task ChangeRole_AllOwnersStepDownAtOnce_OneStays()
    {
        for (var round = 0; round < 20; round++)
        {
            var first = await site.Database.CreateOrganizationAsync();
            Caller[] owners = [first, await site.Database.AddMemberAsync(first.OrganizationId, Role.Owner), await site.Database.AddMemberAsync(first.OrganizationId, Role.Owner)];

            var results = await Task.WhenAll(owners.Select(owner => site.Members.ChangeRoleAsync(owner, owner.UserId, Role.Member, TestContext.Current.CancellationToken)));

            Assert.Equal("last_owner", Assert.Single(results, result => !result.Succeeded).Error!.Code);
            Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from membership where org_id = $1 and role = 'owner'", first.OrganizationId));
        }
    }

    [Fact]
    public async Task Disable_LastOwner_ThePageSaysWhy()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = await site.SignInAsync(owner.Email);

        var answer = await visitor.SubmitAsync("/people", $"/people/members/{owner.UserId}/disable");

        Assert.Contains("last active owner", (await visitor.GetAsync(answer.Location!)).Body, StringComparison.Ordinal);
        Assert.Equal("owner", await site.RoleOfAsync(owner));
    }

    [Fact]
    public async Task Change_MemberOfAnotherOrganization_IsNotFound()
    {
        var (mine, theirs) = (await site.AddOrganizationAsync(), await site.AddOrganizationAsync());

        var result = await site.Members.DisableAsync(mine, theirs.UserId, TestContext.Current.CancellationToken);

        Assert.Equal("no_member", result.Error!.Code);
        Assert.Equal("owner", await site.RoleOfAsync(theirs));
    }

    [Fact]
    public async Task Change_WithoutAntiforgeryToken_IsRefused()
    {
        var owner = await site.AddOrganizationAsync();
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var visitor = await site.SignInAsync(owner.Email);

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync($"/people/members/{member.UserId}/disable", "", null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("/sign-out", "", null)).Status);
        Assert.Equal("member", await site.RoleOfAsync(member));
    }

    [Fact]
    public async Task Page_SearchAndHistory_ShowsThisOrganizationOnly()
    {
        var (mine, theirs) = (await site.AddOrganizationAsync(), await site.AddOrganizationAsync());
        var member = await site.AddMemberAsync(mine.OrganizationId, Role.Member);
        await site.Members.ChangeRoleAsync(mine, member.UserId, Role.Finance, TestContext.Current.CancellationToken);
        var visitor = await site.SignInAsync(mine.Email);

        var (_, all) = await visitor.GetAsync("/people");
        var (_, found) = await visitor.GetAsync($"/people?q={member.Email[..20]}");
        var (_, wildcard) = await visitor.GetAsync("/people?q=%25_%25");

        Assert.Contains(member.Email, all, StringComparison.Ordinal);
        Assert.DoesNotContain(theirs.Email, all, StringComparison.Ordinal);
        Assert.Contains(member.Email, found, StringComparison.Ordinal);
        Assert.Contains("Nobody found", wildcard, StringComparison.Ordinal);
        Assert.Equal("member.role_changed", await site.Database.ScalarAsync<string>("select action from activity_log where subject_id = $1", member.UserId));
    }
}
