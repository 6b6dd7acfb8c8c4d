using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace AiStudio.IntegrationTests.Api;

public sealed class BatchTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_WhoseNodesAreKilledTwice_AnswersEachLineOnce_AndTheBooksSayWhatTheBillSays()
    {
        const int lines = 200;
        const int parallel = 8;
        var owner = await api.Site.AddOrganizationAsync();
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100_000 * LedgerDesk.Cent);
        using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        api.Emulator.Scripts.Add(new Script { PromptContains = "killed line", DelayMs = 150, Times = Script.Forever });
        // The work is for the processes that die.
        var scheduler = await api.Host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Stopping);
        await scheduler.Standby(Stopping);

        var batch = await CreateAsync(program, Lines(lines, "killed line"));
        foreach (var until in new[] { 40, 110, lines })
        {
            using var node = new StudioProcess(api.Site.ProcessSettings);
            await AnsweredAsync(program, batch, until, node);
            node.Kill();
        }

        await scheduler.Start(Stopping);
        await ReapAsync(owner.OrganizationId);
        var results = await ResultsAsync(program, batch);
        Assert.Equal(Enumerable.Range(1, lines).Select(n => $"line-{n}"), results.Select(result => result.GetProperty("custom_id").GetString()));
        Assert.All(results, result => Assert.Equal(
            $"Echo: killed line {result.GetProperty("custom_id").GetString()![5..]}.",
            result.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()));

        var bill = api.Emulator.Bill.Rows.Where(row => row.RequestBody?.Contains("killed line", StringComparison.Ordinal) == true).ToList();
        var again = bill.Count - lines;
        Assert.InRange(again, 0, 2 * parallel);
        Assert.Equal(lines, bill.GroupBy(row => row.RequestBody).Count());
        // Of each line the call that answered: its row in the books is the provider's, to the token.
        var answering = bill.GroupBy(row => row.RequestBody).Select(line => line.Last(row => row.Ending == Ending.Completed)).ToList();
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{lines} {answering.Sum(row => row.InputTokens)} {answering.Sum(row => row.OutputTokens)}"),
            await api.Database.ScalarAsync<string>("""
                select concat_ws(' ', count(*), sum(e.input_tokens), sum(e.output_tokens)) from background_request r
                join ledger_entry e on e.org_id = r.org_id and e.call_id = r.call_id where r.batch_id = $1
                """, batch));
        // What was under way when a node died stands beside them, each call once: lost, and booked as far as it was known to have come; or complete, where only its answer was lost.
        // A node that dies between the settlement and the record leaves the first; the second is made of it minutes later.
        var beside = await api.Database.ScalarAsync<long>("""
            select count(*) from (select id from call where org_id = $1 union select call_id from ledger_entry where org_id = $1) c
            where not exists (select from background_request r where r.org_id = $1 and r.call_id = c.id)
            """, owner.OrganizationId);
        Assert.InRange(beside, again, 2 * parallel);
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("select count(*) from hold where org_id = $1 and state = 'held'", owner.OrganizationId));
        await api.Database.AssertReconciledAsync(owner.OrganizationId);
        TestContext.Current.SendDiagnosticMessage($"{lines} lines, two nodes killed: {again} lines were asked again, {beside} calls stand beside the answers");
    }

    [Fact]
    public async Task Batch_OfGoodAndBadLines_GivesEachItsOwnStatus_AndIsItsOwnersOnly()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var colleague = await api.Site.AddMemberAsync(owner.OrganizationId, Platform.Identity.Role.Owner);
        using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret);
        api.Emulator.Scripts.Add(Script.Refuse(400) with { PromptContains = "refuse this" });
        var jsonl = $"{Line("good", "Hello")}\r\n\n{Line("bad", "refuse this")}\n{Line("unknown", "x", "no-such-model")}";

        var batch = await CreateAsync(program, jsonl, asForm: true);
        var ended = await EndedAsync(program, batch);
        var results = await ResultsAsync((await api.SignInAsync(owner)).Http, batch);

        Assert.Equal("completed 3 1 2", $"{ended.GetProperty("status").GetString()} {Count("total")} {Count("completed")} {Count("failed")}");
        Assert.Equal(["good 200", "bad 400", "unknown 404"], results.Select(result =>
            $"{result.GetProperty("custom_id").GetString()} {result.GetProperty("response").GetProperty("status_code").GetInt32()}"));
        Assert.Equal("model_not_found", results[2].GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("code").GetString());
        var (_, stranger) = await api.NewProgramAsync();
        foreach (var path in new[] { "", "/results" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/batches/{batch}{path}", Stopping)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await (await api.SignInAsync(colleague)).GetAsync($"/api/batches/{batch}{path}")).Status);
        }

        using var cancelled = await ApiSite.PostAsync(program, $"/api/batches/{batch}/cancel", "");
        Assert.Equal(HttpStatusCode.Conflict, cancelled.StatusCode);
        Assert.Equal("batch.created 3", await api.Database.ScalarAsync<string>(
            "select string_agg(action || ' ' || (detail ->> 'requests'), ', ') from activity_log where subject_id = $1 and actor_id = $2", batch, owner.UserId));

        int Count(string what) => ended.GetProperty("request_counts").GetProperty(what).GetInt32();
    }

    [Theory]
    [InlineData("", "there is no request in it")]
    [InlineData("not json", "Line 1 of the batch: it is not one JSON object")]
    [InlineData("""{"custom_id":"a","method":"GET","url":"/v1/chat/completions","body":{}}""", "Line 1 of the batch: Invalid value for “method”")]
    [InlineData("""{"custom_id":"a","url":"/v1/embeddings","body":{}}""", "Line 1 of the batch: Invalid value for “url”")]
    [InlineData("""{"custom_id":"a","body":{"model":"balanced"}}""", "Line 1 of the batch: Missing required parameter: “body.messages”")]
    [InlineData("""{"custom_id":"a","body":{"model":"balanced","stream":true,"messages":[{"role":"user","content":"x"}]}}""", "Line 1 of the batch: “body.stream” is not supported")]
    [InlineData("""{"custom_id":"a","body":{"model":"forbidden","messages":[{"role":"user","content":"x"}]}}""", "Line 1 of the batch: The model “forbidden” does not exist")]
    public async Task Create_WithALineThatIsNotInOrder_IsRefusedWholeAndNamesIt(string jsonl, string problem)
    {
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner, new NewApiKey("Narrow", [ApiKeyScope.Chat], ["balanced", ApiSite.Model], null))).Secret);

        foreach (var (text, line) in new[] { (jsonl, 1), ($"{Line("first", "x")}\n{jsonl}", 2) })
        {
            if (jsonl.Length == 0 && line == 2)
                continue;
            using var answer = await ApiSite.PostAsync(program, "/api/batches", text);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stopping));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(problem.Replace("Line 1", $"Line {line}", StringComparison.Ordinal), json.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var twice = await ApiSite.PostAsync(program, "/api/batches", $"{Line("a", "x")}\n{Line("a", "y")}");
        Assert.Contains("Line 2 of the batch: an earlier line has the same custom_id", await twice.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("select (select count(*) from chat_batch where org_id = $1) + (select count(*) from job where org_id = $1)", owner.OrganizationId));
    }

    [Fact]
    public async Task Batch_ThatIsCancelled_KeepsWhatIsAnswered_AndOneWhoseKeyIsRevokedSaysSo()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var (first, second) = (await api.IssueAsync(owner), await api.IssueAsync(owner));
        using var program = api.ProgramWith(first.Secret);
        using var other = api.ProgramWith(second.Secret);
        api.Emulator.Scripts.Add(new Script { PromptContains = "slow line", DelayMs = 300, Times = Script.Forever });

        var cancelled = await CreateAsync(program, Lines(60, "slow line"));
        var revoked = await CreateAsync(other, Lines(60, "slow line"));
        await AnsweredAsync(program, cancelled, 8);
        await AnsweredAsync(program, revoked, 8);
        using var answer = await ApiSite.PostAsync(program, $"/api/batches/{cancelled}/cancel", "");
        await api.Database.ExecuteAsync("update api_key set revoked_at = now() where id = $1", second.Id);

        var (one, two) = (await EndedAsync(program, cancelled), await EndedAsync(program, revoked));
        Assert.Equal(("cancelled", "failed"), (one.GetProperty("status").GetString(), two.GetProperty("status").GetString()));
        Assert.StartsWith("The API key that asked for this has been revoked", two.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.InRange((await ResultsAsync(program, cancelled)).Count, 8, 59);
        Assert.InRange((await ResultsAsync(program, revoked)).Count, 8, 59);
        Assert.Equal([revoked, cancelled], await ListAsync(program));
        await api.Database.AssertReconciledAsync(owner.OrganizationId);
    }

    private static string Line(string id, string text, string model = ApiSite.Model) => JsonSerializer.Serialize(new
    {
        custom_id = id, method = "POST", url = "/v1/chat/completions", body = new { model, messages = new[] { new { role = "user", content = text } } },
    });

    private static string Lines(int count, string text) => string.Join('\n', Enumerable.Range(1, count).Select(n => Line($"line-{n}", $"{text} {n}.")));

    private static async Task<Guid> CreateAsync(HttpClient program, string jsonl, bool asForm = false)
    {
        using HttpContent lines = new ByteArrayContent(Encoding.UTF8.GetBytes(jsonl));
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        using var form = new MultipartFormDataContent();
        if (asForm)
            form.Add(lines, "file", "batch.jsonl");
        using var answer = await program.PostAsync("/api/batches", asForm ? form : lines, Stopping);
        var text = await answer.Content.ReadAsStringAsync(Stopping);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        using var json = JsonDocument.Parse(text);
        Assert.EndsWith($"/api/batches/{json.RootElement.GetProperty("id").GetGuid()}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        return json.RootElement.GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> GetAsync(HttpClient program, Guid batch)
    {
        using var json = JsonDocument.Parse(await program.GetStringAsync($"/api/batches/{batch}", Stopping));
        return json.RootElement.Clone();
    }

    private static async Task<List<Guid>> ListAsync(HttpClient program)
    {
        var found = new List<Guid>();
        for (var cursor = ""; cursor is not null;)
        {
            using var page = JsonDocument.Parse(await program.GetStringAsync($"/api/batches?limit=1{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}", Stopping));
            found.AddRange(page.RootElement.GetProperty("data").EnumerateArray().Select(batch => batch.GetProperty("id").GetGuid()));
            cursor = page.RootElement.GetProperty("next").GetString();
        }

        return found;
    }

    private static async Task<List<JsonElement>> ResultsAsync(HttpClient program, Guid batch)
    {
        var text = await program.GetStringAsync($"/api/batches/{batch}/results", Stopping);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static async Task AnsweredAsync(HttpClient program, Guid batch, int until, StudioProcess? node = null)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var now = await GetAsync(program, batch);
            var counts = now.GetProperty("request_counts");
            if (counts.GetProperty("completed").GetInt32() + counts.GetProperty("failed").GetInt32() >= until)
                return;
            Assert.True(node?.Lives != false && began.Elapsed < TimeSpan.FromSeconds(90), $"{now}\n{node?.Said}");
            await Task.Delay(50, Stopping);
        }
    }

    private static async Task<JsonElement> EndedAsync(HttpClient program, Guid batch)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var now = await GetAsync(program, batch);
            if (now.GetProperty("ended_at").ValueKind == JsonValueKind.String)
                return now;
            await Task.Delay(50, patience.Token);
        }
    }

    // The leases of those that died run out, and a node that lives looks after them.
    private async Task ReapAsync(Guid organization)
    {
        await api.Database.ExecuteAsync("update hold set lease_until = now() - interval '1 second' where org_id = $1 and state = 'held'", organization);
        using var reaper = new ReleaseExpiredHolds(api.Database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        await reaper.RunOnceAsync(CancellationToken.None);
    }
}
