using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;

namespace AiStudio.IntegrationTests.Management;

public sealed class AssistantApiTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Assistant_IsSetToReadSomeDocuments_OnTopOfWhatWasRead()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge);
        var knowledge = await desk.PostAsync("/api/knowledge-bases", """{"name":"Handbook"}""");
        var id = Assert.Single(await desk.AllAsync("/api/assistants", 5)).GetProperty("id").GetGuid();
        var path = $"/api/assistants/{id}";
        var read = await desk.GetAsync(path);
        Assert.Equal((200, 0, 0), (read.Status, read.Json.GetProperty("bases").GetArrayLength(), read.Json.GetProperty("tags").GetArrayLength()));

        var body = $$"""{"baseIds":["{{knowledge.Id}}"],"tags":["Policy"],"days":30}""";
        Assert.Equal(428, (await desk.SendAsync(HttpMethod.Put, path, body)).Status);
        var set = await desk.SendAsync(HttpMethod.Put, path, body, read.Tag);
        Assert.Equal((200, "Handbook", "policy", 30), (
            set.Status, set.Json.GetProperty("bases")[0].GetProperty("name").GetString(), set.Json.GetProperty("tags")[0].GetString(), set.Json.GetProperty("days").GetInt32()));
        Assert.Equal(412, (await desk.SendAsync(HttpMethod.Put, path, body, read.Tag)).Status);
        // Bases alone are a change of the assistant too.
        var lifted = await desk.SendAsync(HttpMethod.Put, path, """{"tags":["policy"],"days":30}""", set.Tag);
        Assert.Equal((200, 0), (lifted.Status, lifted.Json.GetProperty("bases").GetArrayLength()));
        Assert.NotEqual(set.Tag, lifted.Tag);
        var refused = await desk.SendAsync(HttpMethod.Put, path, """{"days":0}""", "*");
        Assert.Equal((400, "days_invalid"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Turn_WithTags_NarrowsItsConversation()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Chat);

        var started = await desk.PostAsync("/api/turns", """{"text":"What is new?","tags":["Policy"]}""");

        Assert.Equal(202, started.Status);
        Assert.Equal(["policy"], (await site.Database.ScalarAsync<string[]>("select narrowed_tags from conversation where id = $1", started.Json.GetProperty("conversationId").GetGuid()))!);
        var refused = await desk.PostAsync("/api/turns", $$"""{"text":"What is new?","tags":["{{new string('a', 51)}}"]}""");
        Assert.Equal((400, "tags_invalid"), (refused.Status, refused.Code));
    }
}
