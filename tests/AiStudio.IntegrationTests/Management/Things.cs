using System.Text.Json;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

/// <summary>One fresh thing of each kind, to put in the place of the ids in an address or an example.</summary>
internal sealed class Things
{
    /// <summary>The connections' id in examples.</summary>
    private const string ExampleConnection = "01980000-0000-7000-8000-0000000000d2";

    private readonly Dictionary<string, Guid> _ids = [];

    public static async Task<Things> MakeAsync(ApiSite api, Desk desk)
    {
        var unique = Guid.CreateVersion7().ToString("n");
        var things = new Things();
        var local = (await desk.GetAsync("/api/provider-connections")).Json.GetProperty("data").EnumerateArray().First(row => row.GetProperty("kind").GetString() == "local").GetProperty("id").GetGuid();
        things._ids[ExampleConnection] = local;
        var asked = (await desk.PostAsync("/api/turns", """{"text":"Hello?"}""")).Json;
        things._ids["/api/conversations/{id}"] = asked.GetProperty("conversationId").GetGuid();
        things._ids["/api/turns/{id}"] = asked.GetProperty("turnId").GetGuid();
        var knowledge = await desk.PostAsync("/api/knowledge-bases", $$"""{"name":"{{unique}}"}""");
        things._ids["/api/knowledge-bases/{id}"] = things._ids["/api/knowledge-bases/{knowledgeBaseId}"] = knowledge.Id;
        things._ids["/api/documents/{id}"] = (await desk.PostAsync($"{knowledge.Location}/documents/text", """{"name":"a.txt","text":"One line."}""")).Id;
        things._ids["/api/budgets/{id}"] = (await desk.PostAsync("/api/budgets", """{"name":"x","scope":"feature","whom":"none","period":"day","capNanoUsd":1}""")).Id;
        things._ids["/api/model-aliases/{id}"] = (await desk.PostAsync("/api/model-aliases", $$"""{"name":"a{{unique[..20]}}","answer":[{"connectionId":"{{local}}","modelId":"local-extractive-1"}]}""")).Id;
        // At the emulator, so that a test of it is answered.
        things._ids["/api/provider-connections/{id}"] = (await desk.PostAsync(
            "/api/provider-connections", JsonSerializer.Serialize(new { name = unique, kind = "open_ai", baseUrl = api.Emulator.OpenAiEndpoint, apiKey = "sk-emulated" }))).Id;
        things._ids["/api/keys/{id}"] = (await desk.PostAsync("/api/keys", """{"name":"x","scopes":["chat"]}""")).Id;
        things._ids["/api/rate-limits/{id}"] = (await desk.PostAsync("/api/rate-limits", """{"scope":"user","unit":"requests","perMinute":100000}""")).Id;
        things._ids["/api/people/{id}"] = (await api.Site.AddMemberAsync(desk.Caller.OrganizationId, Role.Member)).UserId;
        return things;
    }

    /// <summary>The text with the ids of things that there are.</summary>
    public string In(string text) =>
        _ids.Aggregate(text, (current, thing) => thing.Key.StartsWith('/')
            ? current.Replace(thing.Key, thing.Key[..thing.Key.IndexOf('{', StringComparison.Ordinal)] + thing.Value, StringComparison.Ordinal)
            : current.Replace(thing.Key, thing.Value.ToString(), StringComparison.Ordinal));
}
