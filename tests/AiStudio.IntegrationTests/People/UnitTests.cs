using System.Net;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.People;

public sealed class UnitTests(StudioSite site) : IClassFixture<StudioSite>
{
    // One story: each step needs the one before.
    [Fact]
    public async Task Page_OfAnAdmin_AddsRenamesFillsAndArchivesAUnit()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var visitor = await site.SignInAsync(admin.Email);
        await visitor.SubmitAsync("/people", "/people/units", ("name", " Legal "));
        var unit = await site.Database.ScalarAsync<Guid>("select id from organization_unit where org_id = $1 and name = 'Legal'", owner.OrganizationId);

        Assert.EndsWith("unit_exists", (await visitor.SubmitAsync("/people", "/people/units", ("name", "legal"))).Location, StringComparison.Ordinal);
        Assert.EndsWith("unit_name", (await visitor.SubmitAsync("/people", "/people/units", ("name", " "))).Location, StringComparison.Ordinal);
        Assert.EndsWith("/people", (await visitor.SubmitAsync("/people", $"/people/units/{unit}/name", ("name", "Legal affairs"))).Location, StringComparison.Ordinal);
        Assert.EndsWith("/people", (await visitor.SubmitAsync("/people", $"/people/members/{member.UserId}/unit", ("unit", unit.ToString()))).Location, StringComparison.Ordinal);
        Assert.EndsWith("above_own_role", (await visitor.SubmitAsync("/people", $"/people/members/{owner.UserId}/unit", ("unit", unit.ToString()))).Location, StringComparison.Ordinal);
        Assert.EndsWith("no_unit", (await visitor.SubmitAsync("/people", $"/people/members/{member.UserId}/unit", ("unit", Guid.CreateVersion7().ToString()))).Location, StringComparison.Ordinal);
        Assert.Equal(unit, await site.Database.ScalarAsync<Guid>("select unit_id from membership where org_id = $1 and user_id = $2", owner.OrganizationId, member.UserId));
        Assert.EndsWith("unit_has_people", (await visitor.SubmitAsync("/people", $"/people/units/{unit}/archive")).Location, StringComparison.Ordinal);

        await visitor.SubmitAsync("/people", $"/people/members/{member.UserId}/unit", ("unit", ""));
        await visitor.SubmitAsync("/people", $"/people/units/{unit}/archive");
        Assert.Contains("Archived", (await visitor.GetAsync("/people")).Body, StringComparison.Ordinal);
        Assert.EndsWith("no_unit", (await visitor.SubmitAsync("/people", $"/people/members/{member.UserId}/unit", ("unit", unit.ToString()))).Location, StringComparison.Ordinal);
        await visitor.SubmitAsync("/people", $"/people/units/{unit}/restore");
        Assert.Equal(6L, await site.Database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and action in ('unit.added', 'unit.renamed', 'unit.archived', 'unit.restored', 'member.unit_changed')", owner.OrganizationId));
        var finance = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Finance)).Email);
        Assert.NotEqual(HttpStatusCode.OK, (await finance.GetAsync("/people")).Status);
    }
}
