using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;

namespace AiStudio.IntegrationTests.Management;

public sealed class BaseDeletionApiTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task KnowledgeBase_Deleted_IsArchivedFirstAndGoesByAJob()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge, ApiKeyScope.Chat);
        var made = await desk.PostAsync("/api/knowledge-bases", """{"name":"Old"}""");
        Assert.Equal(202, (await desk.PostAsync($"{made.Location}/documents/text", """{"name":"note.txt","text":"Nobody works on Sunday."}""")).Status);
        await Eventually.FalseAsync(async () => (await desk.AllAsync($"{made.Location}/documents?state=ready", 5)).Count == 0);

        var early = await desk.DeleteAsync(made.Location!);
        Assert.Equal((409, "not_archived"), (early.Status, early.Code));
        Assert.Equal(200, (await desk.SendAsync(HttpMethod.Patch, made.Location!, """{"archived":true}""", "*")).Status);
        var begun = await desk.DeleteAsync(made.Location!);

        Assert.Equal((202, "delete_base", made.Id), (begun.Status, begun.Json.GetProperty("kind").GetString(), begun.Json.GetProperty("subjectId").GetGuid()));
        await Eventually.FalseAsync(async () => (await desk.GetAsync(begun.Location!)).Json.GetProperty("state").GetString() != "succeeded");
        var gone = await desk.DeleteAsync(made.Location!);
        Assert.Equal((404, "knowledge_base_not_found"), (gone.Status, gone.Code));
        Assert.Empty(await desk.AllAsync("/api/knowledge-bases?archived=true", 5));
    }
}
