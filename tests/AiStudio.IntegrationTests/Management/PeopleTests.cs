using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

/// <summary>Roles and accounts by REST.</summary>
public sealed class PeopleTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Person_ByKey_IsMadeSomethingElseDisabledAndLetInAgain()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin);
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var path = $"/api/people/{member.UserId}";
        var read = await desk.GetAsync(path);

        var without = await desk.SendAsync(HttpMethod.Patch, path, """{"role":"finance"}""");
        var promoted = await desk.SendAsync(HttpMethod.Patch, path, """{"role":"finance"}""", read.Tag);
        var stale = await desk.SendAsync(HttpMethod.Patch, path, """{"role":"admin"}""", read.Tag);
        var disabled = await desk.SendAsync(HttpMethod.Patch, path, """{"disabled":true}""", promoted.Tag);
        var back = await desk.SendAsync(HttpMethod.Patch, path, """{"role":"member","disabled":false}""", disabled.Tag);

        Assert.Equal((428, "if_match_required"), (without.Status, without.Code));
        Assert.Equal((200, "finance", false), (promoted.Status, promoted.Json.GetProperty("role").GetString(), promoted.Json.GetProperty("disabled").GetBoolean()));
        Assert.Equal((412, "stale"), (stale.Status, stale.Code));
        Assert.Equal(("finance", true), (disabled.Json.GetProperty("role").GetString(), disabled.Json.GetProperty("disabled").GetBoolean()));
        Assert.Equal(("member", false, back.Tag), (back.Json.GetProperty("role").GetString(), back.Json.GetProperty("disabled").GetBoolean(), (await desk.GetAsync(path)).Tag));
        Assert.Equal(
            "member.role_changed,member.disabled,member.enabled,member.role_changed",
            await site.Database.ScalarAsync<string>("select string_agg(action, ',' order by created_at, action) from activity_log where org_id = $1 and subject_id = $2", owner.OrganizationId, member.UserId));
    }

    [Fact]
    public async Task LastOwner_StaysOne_AndNobodyReachesAboveThemselves()
    {
        var owner = await Desk.OwnerAsync(site);
        var admin = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.Caller.OrganizationId, Role.Admin));
        var member = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.Caller.OrganizationId, Role.Member));
        var stranger = await Desk.OwnerAsync(site);
        var path = $"/api/people/{owner.Caller.UserId}";

        var down = await owner.SendAsync(HttpMethod.Patch, path, """{"role":"member"}""", "*");
        var out_ = await owner.SendAsync(HttpMethod.Patch, path, """{"disabled":true}""", "*");
        var above = await admin.SendAsync(HttpMethod.Patch, path, """{"role":"member"}""", "*");
        var up = await admin.SendAsync(HttpMethod.Patch, $"/api/people/{admin.Caller.UserId}", """{"role":"owner"}""", "*");
        var nobody = await member.SendAsync(HttpMethod.Patch, $"/api/people/{member.Caller.UserId}", """{"role":"admin"}""", "*");
        var foreign = await stranger.SendAsync(HttpMethod.Patch, path, """{"role":"member"}""", "*");

        Assert.Equal((409, "last_owner", 409, "last_owner"), (down.Status, down.Code, out_.Status, out_.Code));
        Assert.Equal((403, "above_own_role", 403, "above_own_role", 403), (above.Status, above.Code, up.Status, up.Code, nobody.Status));
        Assert.Equal((404, "no_member", 404), (foreign.Status, foreign.Code, (await stranger.GetAsync(path)).Status));
        Assert.Equal("owner", (await owner.GetAsync(path)).Json.GetProperty("role").GetString());
    }
}
