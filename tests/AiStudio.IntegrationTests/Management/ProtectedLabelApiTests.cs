using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

/// <summary>Protected labels over REST: an admin's key and an owner's.</summary>
public sealed class ProtectedLabelApiTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Label_ThatIsProtected_IsMovedByAnOwnersKeyOnly()
    {
        var person = await site.AddOrganizationAsync();
        var owner = await Desk.ProgramAsync(site, person, ApiKeyScope.Admin);
        var admin = await Desk.ProgramAsync(site, await site.AddMemberAsync(person.OrganizationId, Role.Admin), ApiKeyScope.Admin);
        var member = await Desk.SessionAsync(site, await site.AddMemberAsync(person.OrganizationId, Role.Member));
        await admin.PostAsync("/api/prompts", """{"name":"Support answer","template":"Be brief."}""");
        await admin.PostAsync("/api/prompts/support-answer/versions", """{"template":"Be brief!","note":"Louder"}""");
        Assert.Equal((200, 200), (await MoveAsync(admin, "1.0.0"), await MoveAsync(admin, "1.0.1")));

        var made = await admin.PostAsync("/api/protected-labels", """{"label":"customer"}""");
        Assert.Equal((201, "customer", "/api/protected-labels/customer"), (made.Status, made.Json.GetProperty("label").GetString(), made.Location));
        Assert.Equal(400, (await admin.PostAsync("/api/protected-labels", """{"label":"production"}""")).Status);

        var refused = await admin.PostAsync("/api/prompts/support-answer/labels/customer", """{"version":"1.0.0"}""");
        Assert.Equal((403, "label_protected"), (refused.Status, refused.Code));
        Assert.Contains("only owners", refused.Text, StringComparison.Ordinal);
        Assert.Equal("label_protected", (await admin.PostAsync("/api/prompts/support-answer/labels/customer/rollback", "{}")).Code);
        Assert.Equal(403, await MoveAsync(member, "1.0.0"));
        Assert.Equal(403, (await member.GetAsync("/api/protected-labels")).Status);
        Assert.Equal("owners_only", (await admin.DeleteAsync("/api/protected-labels/customer")).Code);
        var standing = Assert.Single(await admin.AllAsync("/api/prompts/support-answer/labels", 10));
        Assert.Equal(("1.0.1", true), (standing.GetProperty("version").GetString(), standing.GetProperty("isProtected").GetBoolean()));

        Assert.Equal(200, (await owner.PostAsync("/api/prompts/support-answer/labels/customer/rollback", "{}")).Status);
        Assert.Equal(200, await MoveAsync(owner, "1.0.1"));
        Assert.Equal((204, 404), ((await owner.DeleteAsync("/api/protected-labels/customer")).Status, (await owner.DeleteAsync("/api/protected-labels/customer")).Status));
        Assert.Equal(200, await MoveAsync(admin, "1.0.0"));
        Assert.Empty(await admin.AllAsync("/api/protected-labels", 10));
    }

    private static async Task<int> MoveAsync(Desk desk, string version) =>
        (await desk.PostAsync("/api/prompts/support-answer/labels/customer", $$"""{"version":"{{version}}"}""")).Status;
}
