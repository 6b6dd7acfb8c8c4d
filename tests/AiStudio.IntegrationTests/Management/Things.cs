using System.Text.Json;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

/// <summary>One fresh thing of each kind, to put in the place of the ids in an address or an example.</summary>
internal sealed class Things
{
    /// <summary>The connections' id in examples.</summary>
    private const string ExampleConnection = "01980000-0000-7000-8000-0000000000d2";

    private const string ExampleBase = "01980000-0000-7000-8000-0000000000b1";
    private const string ExampleRun = "01980000-0000-7000-8000-0000000000f3";
    private const string ExampleCase = "01980000-0000-7000-8000-0000000000f2";

    private readonly Dictionary<string, Guid> _ids = [];
    private IReadOnlyList<(string Text, string Here)> _texts = [];

    public static async Task<Things> MakeAsync(ApiSite api, Desk desk)
    {
        var unique = Guid.CreateVersion7().ToString("n");
        var things = new Things();
        var local = (await desk.GetAsync("/api/provider-connections?limit=200")).Json.GetProperty("data").EnumerateArray().First(row => row.GetProperty("kind").GetString() == "local").GetProperty("id").GetGuid();
        things._ids[ExampleConnection] = local;
        things._texts = await PromptThings.MakeAsync(api, desk, unique);
        var asked = (await desk.PostAsync("/api/turns", """{"text":"Hello?"}""")).Json;
        things._ids["/api/conversations/{id}"] = asked.GetProperty("conversationId").GetGuid();
        things._ids["/api/turns/{id}"] = asked.GetProperty("turnId").GetGuid();
        var knowledge = await desk.PostAsync("/api/knowledge-bases", $$"""{"name":"{{unique}}"}""");
        things._ids["/api/knowledge-bases/{id}"] = things._ids["/api/knowledge-bases/{knowledgeBaseId}"] = knowledge.Id;
        things._ids[ExampleBase] = knowledge.Id;
        things._ids["/api/assistants/{id}"] = await api.Database.ScalarAsync<Guid>("select id from assistant where org_id = $1 and is_default", desk.Caller.OrganizationId);
        things._ids["/api/documents/{id}"] = (await desk.PostAsync($"{knowledge.Location}/documents/text", """{"name":"a.txt","text":"One line."}""")).Id;
        // Whose budget the example is.
        await api.Database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, 'Sales') on conflict do nothing", desk.Caller.OrganizationId, Guid.CreateVersion7());
        things._ids["/api/budgets/{id}"] = (await desk.PostAsync("/api/budgets", """{"name":"x","scope":"feature","whom":"none","period":"day","capNanoUsd":1}""")).Id;
        things._ids["/api/model-aliases/{id}"] = (await desk.PostAsync("/api/model-aliases", $$"""{"name":"a{{unique[..20]}}","answer":[{"connectionId":"{{local}}","modelId":"local-extractive-1"}]}""")).Id;
        things._ids["/api/reader-groups/{id}"] = (await desk.PostAsync("/api/reader-groups", $$"""{"name":"{{unique}}"}""")).Id;
        // At the emulator, so that a test of it is answered.
        things._ids["/api/provider-connections/{id}"] = (await desk.PostAsync(
            "/api/provider-connections", JsonSerializer.Serialize(new { name = unique, kind = "open_ai", baseUrl = api.Emulator.OpenAiEndpoint, apiKey = "sk-emulated" }))).Id;
        things._ids["/api/keys/{id}"] = (await desk.PostAsync("/api/keys", """{"name":"x","scopes":["chat"]}""")).Id;
        things._ids["/api/rate-limits/{id}"] = (await desk.PostAsync("/api/rate-limits", """{"scope":"user","unit":"requests","resource":"models","perMinute":100000}""")).Id;
        await things.AddEvaluationsAsync(api, desk, unique);
        things._ids["/api/people/{id}"] = (await api.Site.AddMemberAsync(desk.Caller.OrganizationId, Role.Member)).UserId;
        return things;
    }

    private async Task AddEvaluationsAsync(ApiSite api, Desk desk, string unique)
    {
        var suite = await desk.PostAsync("/api/evals/suites", $$"""{"name":"s{{unique}}","prompt":"assistant","model":"balanced","runsOnChange":false}""");
        _ids["/api/evals/suites/{id}"] = suite.Id;
        var asked = await desk.PostAsync($"{suite.Location}/cases", """{"messages":[{"role":"user","text":"Hello?"}],"checks":[{"kind":"contains","text":"hello"}]}""");
        _ids["/api/evals/cases/{id}"] = _ids[ExampleCase] = asked.Id;
        _ids["/api/evals/judges/{id}"] = (await desk.PostAsync("/api/evals/judges", $$"""{"name":"{{unique}}","rubric":"Good is good.","model":"balanced"}""")).Id;
        var run = _ids["/api/evals/runs/{id}"] = _ids[ExampleRun] = (await desk.PostAsync($"{suite.Location}/runs", "{}")).IdOf("run");
        // As if it had ended.
        await api.Database.ExecuteAsync("""
            insert into eval_result (org_id, run_id, case_id, repeat, case_hash, call_id, passed, output, ended_at)
            select org_id, $1, id, 1, content_hash, gen_random_uuid(), true, 'Hello.', now() from eval_case where id = $2
            on conflict (org_id, run_id, case_id, repeat) do update set ended_at = now(), passed = true
            """, run, asked.Id);
        await api.Database.ExecuteAsync("update eval_run set state = 'ended', ended_at = now() where id = $1", run);
    }

    /// <summary>The text with the ids of things that there are.</summary>
    public string In(string text) =>
        _ids.Aggregate(_texts.Aggregate(text, (current, pair) => current.Replace(pair.Text, pair.Here, StringComparison.Ordinal)), (current, thing) => thing.Key.StartsWith('/')
            ? current.Replace(thing.Key, thing.Key[..thing.Key.IndexOf('{', StringComparison.Ordinal)] + thing.Value, StringComparison.Ordinal)
            : current.Replace(thing.Key, thing.Value.ToString(), StringComparison.Ordinal));
}
