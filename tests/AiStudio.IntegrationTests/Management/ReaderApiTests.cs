using System.Globalization;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

public sealed class ReaderApiTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Readers_SetByAProgram_AreThoseWhoFindTheBaseAndItsDocuments()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge);
        var (person, other) = (await site.AddMemberAsync(owner.OrganizationId, Role.Member), await site.AddMemberAsync(owner.OrganizationId, Role.Member));
        var (reader, stranger) = (await Desk.SessionAsync(site, person), await Desk.SessionAsync(site, other));
        var made = await desk.PostAsync("/api/knowledge-bases", """{"name":"Salaries"}""");
        var document = await desk.PostAsync($"{made.Location}/documents/text", """{"name":"bands.md","text":"Band five begins at noon."}""");
        var path = $"{made.Location}/readers";
        // The first document in a language changes its base.
        await Eventually.FalseAsync(async () => (await desk.GetAsync($"/api/documents/{document.Id}")).Json.GetProperty("state").GetString() != "ready");
        var open = await desk.GetAsync(path);
        Assert.True(open.Json.GetProperty("everybody").GetBoolean());
        var group = await desk.PostAsync("/api/reader-groups", """{"name":"Payroll"}""");

        var filled = await desk.SendAsync(HttpMethod.Patch, group.Location!, $$"""{"memberIds":["{{person.UserId}}"]}""", group.Tag);
        var closed = await desk.SendAsync(HttpMethod.Put, path, $$"""{"everybody":false,"groupIds":["{{group.Id}}"]}""", open.Tag);

        Assert.Equal((201, 200, 1), (group.Status, filled.Status, filled.Json.GetProperty("members").GetArrayLength()));
        Assert.Equal((200, "Payroll"), (closed.Status, closed.Json.GetProperty("groups")[0].GetProperty("name").GetString()));
        Assert.Equal((200, 404), ((await reader.GetAsync(made.Location!)).Status, (await stranger.GetAsync(made.Location!)).Status));
        Assert.Equal((200, 404), ((await reader.GetAsync($"/api/documents/{document.Id}")).Status, (await stranger.GetAsync($"/api/documents/{document.Id}")).Status));
        Assert.Equal(404, (await stranger.GetAsync($"/api/documents/{document.Id}/chunks")).Status);
        Assert.Equal(404, (int)(await stranger.Http.GetAsync($"/knowledge/documents/{document.Id}/file", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(403, (await reader.GetAsync(path)).Status);
        Assert.Equal((412, "stale"), ((await desk.SendAsync(HttpMethod.Put, path, """{"everybody":true}""", open.Tag)).Status, (await desk.SendAsync(HttpMethod.Put, path, """{"everybody":true}""", open.Tag)).Code));
        Assert.Equal(428, (await desk.SendAsync(HttpMethod.Put, path, """{"everybody":true}""")).Status);

        Assert.Equal(200, (await desk.SendAsync(HttpMethod.Put, path, """{"everybody":false}""", closed.Tag)).Status);
        Assert.Equal((404, "knowledge_base_not_found"), ((await reader.GetAsync(made.Location!)).Status, (await reader.GetAsync(made.Location!)).Code));
        Assert.Equal(404, (await reader.GetAsync($"/api/documents/{document.Id}")).Status);
        Assert.Equal(204, (await desk.DeleteAsync(group.Location!)).Status);
        Assert.Equal("group_not_found", (await desk.GetAsync(group.Location!)).Code);
    }

    [Fact]
    public async Task Groups_AreListedInPages_AndHaveNamesOfTheirOwn()
    {
        var desk = await Desk.OwnerAsync(site);
        for (var i = 0; i < 5; i++)
            Assert.Equal(201, (await desk.PostAsync("/api/reader-groups", $$"""{"name":"Group {{i.ToString(CultureInfo.InvariantCulture)}}"}""")).Status);

        Assert.Equal(5, (await desk.AllAsync("/api/reader-groups", 2)).Count);
        Assert.Equal("name_taken", (await desk.PostAsync("/api/reader-groups", """{"name":"Group 1"}""")).Code);
        Assert.Equal("name_invalid", (await desk.PostAsync("/api/reader-groups", """{"name":" "}""")).Code);
    }

    [Fact]
    public async Task Tags_OfADocument_AreSetOnTopOfWhatWasRead()
    {
        var desk = await Desk.OwnerAsync(site);
        var made = await desk.PostAsync("/api/knowledge-bases", """{"name":"Tagged"}""");
        var document = await desk.PostAsync($"{made.Location}/documents/text", """{"name":"a.md","text":"One line."}""");
        await Eventually.FalseAsync(async () => (await desk.GetAsync($"/api/documents/{document.Id}")).Json.GetProperty("state").GetString() != "ready");
        var read = await desk.GetAsync($"/api/documents/{document.Id}");

        var tagged = await desk.SendAsync(HttpMethod.Patch, $"/api/documents/{document.Id}", """{"tags":["Policy","2026"]}""", read.Tag);

        Assert.Equal((200, "2026,policy"), (tagged.Status, string.Join(',', tagged.Json.GetProperty("tags").EnumerateArray())));
        Assert.Equal(412, (await desk.SendAsync(HttpMethod.Patch, $"/api/documents/{document.Id}", """{"tags":[]}""", read.Tag)).Status);
    }
}
