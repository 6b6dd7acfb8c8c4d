using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

/// <summary>The resources of the management API as programs and people use them.</summary>
public sealed class ResourceTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static readonly HttpMethod s_patch = HttpMethod.Patch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversation_ByKey_IsListedRenamedArchivedAndDeleted()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Chat);
        var asked = await desk.PostAsync("/api/turns", """{"text":"What is AiStudio?"}""");
        Assert.Equal(202, asked.Status);
        using (var events = await desk.Http.GetAsync($"/api/turns/{asked.Json.GetProperty("turnId").GetGuid()}/events", Cancellation))
            _ = await events.Content.ReadAsStringAsync(Cancellation);
        var path = $"/api/conversations/{asked.Json.GetProperty("conversationId").GetGuid()}";

        var one = await desk.GetAsync(path);
        var renamed = await desk.SendAsync(s_patch, path, """{"title":"About AiStudio","archived":true}""", "*");

        Assert.Equal(("What is AiStudio?", false), (one.Json.GetProperty("title").GetString(), one.Json.GetProperty("archived").GetBoolean()));
        Assert.Equal(("About AiStudio", true), (renamed.Json.GetProperty("title").GetString(), renamed.Json.GetProperty("archived").GetBoolean()));
        Assert.Empty((await desk.GetAsync("/api/conversations")).Json.GetProperty("data").EnumerateArray());
        Assert.Single((await desk.GetAsync("/api/conversations?archived=true")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(["user", "assistant"], (await desk.AllAsync($"{path}/messages", 1)).Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(204, (await desk.DeleteAsync(path)).Status);
        Assert.Equal("conversation_not_found", (await desk.GetAsync(path)).Code);
    }

    [Fact]
    public async Task Change_WithoutItsVersion_IsAskedForIt_AndWithAnOldOneRefused()
    {
        var desk = await Desk.OwnerAsync(site);
        var made = await desk.PostAsync("/api/knowledge-bases", """{"name":"Handbook","description":"All of it"}""");
        Assert.Equal((201, $"/api/knowledge-bases/{made.Id}"), (made.Status, made.Location));
        var path = made.Location!;

        var without = await desk.SendAsync(s_patch, path, """{"name":"Book"}""");
        var first = await desk.SendAsync(s_patch, path, """{"name":"Book"}""", made.Tag);
        var second = await desk.SendAsync(s_patch, path, """{"name":"Tome"}""", made.Tag);
        var third = await desk.SendAsync(s_patch, path, """{"description":"Less"}""", first.Tag);

        Assert.Equal((428, "if_match_required"), (without.Status, without.Code));
        Assert.Equal((200, "Book"), (first.Status, first.Json.GetProperty("name").GetString()));
        Assert.Equal((412, "stale"), (second.Status, second.Code));
        Assert.Equal((200, "Book", "Less"), (third.Status, third.Json.GetProperty("name").GetString(), third.Json.GetProperty("description").GetString()));
        Assert.Equal(third.Tag, (await desk.GetAsync(path)).Tag);
        Assert.Equal(412, (await desk.SendAsync(s_patch, path, """{"name":"x"}""", "\"nonsense\"")).Status);
        Assert.Equal(412, (await desk.SendAsync(s_patch, path, """{"name":"x"}""", "W/" + third.Tag)).Status);
    }

    [Fact]
    public async Task KnowledgeBase_Archived_IsInTheArchiveAndComesBack()
    {
        var desk = await Desk.OwnerAsync(site);
        var made = await desk.PostAsync("/api/knowledge-bases", """{"name":"Old"}""");
        var archived = await desk.SendAsync(s_patch, made.Location!, """{"archived":true}""", made.Tag);

        Assert.DoesNotContain(await IdsAsync(""), id => id == made.Id);
        Assert.Equal([made.Id], await IdsAsync("?archived=true"));
        await desk.SendAsync(s_patch, made.Location!, """{"archived":false}""", archived.Tag);
        Assert.Contains(await IdsAsync(""), id => id == made.Id);
        Assert.Empty(await IdsAsync("?archived=true"));

        async Task<List<Guid>> IdsAsync(string query) => [.. (await desk.AllAsync($"/api/knowledge-bases{query}", 200)).Select(row => row.GetProperty("id").GetGuid())];
    }

    [Fact]
    public async Task Change_OfManyAtOnce_LetsOneThrough()
    {
        var desk = await Desk.OwnerAsync(site);
        var made = await desk.PostAsync("/api/budgets", """{"name":"All","scope":"organization","period":"month","capNanoUsd":5000000000}""");

        var answers = await Task.WhenAll(Enumerable.Range(6, 12).Select(i =>
            desk.SendAsync(s_patch, made.Location!, $$"""{"capNanoUsd":{{i}}000000000}""", made.Tag)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(11, answers.Count(answer => answer.Status == 412));
    }

    [Fact]
    public async Task Document_ByUploadAndByText_IsSeenReadAndDeleted()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge);
        var knowledge = await desk.PostAsync("/api/knowledge-bases", """{"name":"Leave"}""");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("# Leave\n\nThere are 25 days.")), "file", "leave.md" } };
        using var uploaded = await desk.Http.PostAsync($"{knowledge.Location}/documents", form, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, uploaded.StatusCode);
        for (var i = 0; i < 4; i++)
            Assert.Equal(202, (await desk.PostAsync($"{knowledge.Location}/documents/text", $$"""{"name":"note-{{i}}.txt","text":"Note {{i}}: nobody works on Sunday."}""")).Status);

        var rows = await desk.AllAsync($"{knowledge.Location}/documents", 2);
        var path = uploaded.Headers.Location!.ToString();
        await Eventually.FalseAsync(async () => (await desk.GetAsync(path)).Json.GetProperty("state").GetString() != "ready");
        var chunks = await desk.AllAsync($"{path}/chunks", 1);

        Assert.Contains(await desk.AllAsync($"{knowledge.Location}/documents?state=ready", 2), row => row.GetProperty("name").GetString() == "leave.md");
        Assert.Empty(await desk.AllAsync($"{knowledge.Location}/documents?state=failed", 2));
        Assert.Equal("state_invalid", (await desk.GetAsync($"{knowledge.Location}/documents?state=1")).Code);
        Assert.Equal(["leave.md", "note-0.txt", "note-1.txt", "note-2.txt", "note-3.txt"], rows.Select(row => row.GetProperty("name").GetString()).Order());
        Assert.Contains(chunks, chunk => chunk.GetProperty("text").GetString()!.Contains("25 days", StringComparison.Ordinal));
        Assert.Equal(204, (await desk.DeleteAsync(path)).Status);
        Assert.Equal((404, "document_not_found"), ((await desk.GetAsync(path)).Status, (await desk.GetAsync(path)).Code));
    }

    [Fact]
    public async Task Document_SyncedByItsExternalId_IsCreatedReplacedLeftAndDeleted()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge);
        var knowledge = await desk.PostAsync("/api/knowledge-bases", """{"name":"Wiki"}""");
        var path = $"{knowledge.Location}/documents/by-external-id/wiki%2F42";

        var made = await PutAsync("leave.md", "There are 25 days.");
        var again = await PutAsync("leave.md", "There are 25 days.");
        var changed = await PutAsync("holidays.md", "There are 30 days.", "https://wiki.example.com/42");
        var refused = await PutAsync("holidays.md", "There are 31 days.", "javascript:alert(1)");

        Assert.Equal((202, "wiki/42", 1), (made.Status, made.Json.GetProperty("externalId").GetString(), made.Json.GetProperty("version").GetInt32()));
        Assert.Equal((202, made.Id, 1), (again.Status, again.Id, again.Json.GetProperty("version").GetInt32()));
        Assert.Equal((202, made.Id, 2, "holidays.md"), (changed.Status, changed.Id, changed.Json.GetProperty("version").GetInt32(), changed.Json.GetProperty("name").GetString()));
        Assert.Equal((400, "source_url_invalid"), (refused.Status, refused.Code));
        Assert.Equal(("https://wiki.example.com/42", made.Id), ((await desk.GetAsync(path.Replace("%2F", "/", StringComparison.Ordinal))).Json.GetProperty("sourceUrl").GetString(), (await desk.GetAsync(path)).Id));
        Assert.Equal("address_refused", (await desk.PostAsync($"{knowledge.Location}/documents/pages", """{"address":"https://127.0.0.1/x"}""")).Code);
        Assert.Equal(204, (await desk.DeleteAsync(path)).Status);
        Assert.Equal((404, 404), ((await desk.DeleteAsync(path)).Status, (await desk.GetAsync(path)).Status));

        async Task<(int Status, JsonElement Json, Guid Id, string? Code)> PutAsync(string name, string text, string? source = null)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name } };
            using var answer = await desk.Http.PutAsync(source is null ? path : $"{path}?sourceUrl={Uri.EscapeDataString(source)}", form, Cancellation);
            var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
            return ((int)answer.StatusCode, json, json.TryGetProperty("id", out var id) ? id.GetGuid() : Guid.Empty, json.TryGetProperty("code", out var code) ? code.GetString() : null);
        }
    }

    [Fact]
    public async Task Connection_GivesItsKeyToNobody()
    {
        var desk = await Desk.OwnerAsync(site);
        var added = await desk.PostAsync("/api/provider-connections", """{"name":"House","kind":"open_ai","baseUrl":"https://models.example.com/v1","apiKey":"sk-very-secret"}""");
        var edited = await desk.SendAsync(HttpMethod.Put, added.Location!, """{"name":"House 2","kind":"open_ai","baseUrl":"https://models.example.com/v2"}""", added.Tag);
        var moved = await desk.SendAsync(HttpMethod.Put, added.Location!, """{"name":"House 2","kind":"open_ai","baseUrl":"https://elsewhere.example.com/v1"}""", edited.Tag);

        Assert.Equal((201, true), (added.Status, added.Json.GetProperty("hasKey").GetBoolean()));
        Assert.Equal((200, true), (edited.Status, edited.Json.GetProperty("hasKey").GetBoolean()));
        Assert.Equal((200, false), (moved.Status, moved.Json.GetProperty("hasKey").GetBoolean()));
        Assert.Equal(412, (await desk.SendAsync(HttpMethod.Put, added.Location!, """{"name":"Late","kind":"open_ai","baseUrl":"https://models.example.com/v2"}""", added.Tag)).Status);
        Assert.DoesNotContain("sk-very-secret", added.Text + edited.Text + (await desk.GetAsync("/api/provider-connections")).Text, StringComparison.Ordinal);
        Assert.Equal(204, (await desk.PostAsync($"{added.Location}/disable")).Status);
        Assert.NotEqual("null", (await desk.GetAsync(added.Location!)).Json.GetProperty("disabledAt").GetRawText());
    }

    [Fact]
    public async Task Alias_IsMadeChangedAndDeleted_OnTopOfWhatWasRead()
    {
        var desk = await Desk.OwnerAsync(site);
        var local = (await desk.GetAsync("/api/provider-connections")).Json.GetProperty("data")[0].GetProperty("id").GetGuid();
        var made = await desk.PostAsync("/api/model-aliases", $$"""{"name":"careful","answer":[{"connectionId":"{{local}}","modelId":"local-extractive-1"}]}""");
        var changed = await desk.SendAsync(HttpMethod.Put, made.Location!, $$"""{"strategy":"weighted","answer":[{"connectionId":"{{local}}","modelId":"local-extractive-1","weight":7}]}""", made.Tag);

        Assert.Equal((201, 200, "weighted"), (made.Status, changed.Status, changed.Json.GetProperty("strategy").GetString()));
        Assert.Equal((412, "stale"), ((await desk.DeleteAsync(made.Location!, made.Tag)).Status, (await desk.DeleteAsync(made.Location!, made.Tag)).Code));
        Assert.Equal("body_invalid", (await desk.PostAsync("/api/model-aliases", """{"name":"x","answer":[null]}""")).Code);
        Assert.Equal(204, (await desk.DeleteAsync(made.Location!, changed.Tag)).Status);
        Assert.Equal("no_alias", (await desk.GetAsync(made.Location!)).Code);
    }

    [Fact]
    public async Task Budget_IsMadeRaisedDisabledAndBroughtBack_ByFinanceOnly()
    {
        var owner = await site.AddOrganizationAsync();
        var finance = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.OrganizationId, Role.Finance));
        var member = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.OrganizationId, Role.Member));
        var made = await finance.PostAsync("/api/budgets", """{"name":"Chat","scope":"feature","whom":"chat","period":"day","capNanoUsd":2500000001,"stopPercent":105}""");
        var raised = await finance.PostAsync($"{made.Location}/raises", """{"extraNanoUsd":1000000000,"hours":2,"reason":"Launch"}""");

        Assert.Equal((201, 2_500_000_001), (made.Status, made.Json.GetProperty("capNanoUsd").GetInt64()));
        Assert.Equal((200, 3_500_000_001), (raised.Status, raised.Json.GetProperty("capNanoUsd").GetInt64()));
        var yearly = await finance.PostAsync("/api/budgets", """{"name":"All","scope":"organization","period":"year","capNanoUsd":2500000001}""");
        var longer = (await finance.PostAsync($"{yearly.Location}/raises", """{"extraNanoUsd":1,"untilWindowEnds":true,"reason":"Launch"}""")).Json;
        Assert.Equal((2_500_000_002, longer.GetProperty("renewsAt").GetString()), (longer.GetProperty("capNanoUsd").GetInt64(), longer.GetProperty("raisedUntil").GetString()));
        foreach (var amiss in (string[])["", ""","hours":2,"untilWindowEnds":true""", ""","untilWindowEnds":false"""])
            Assert.Equal("raise_time", (await finance.PostAsync($"{made.Location}/raises", $$"""{"extraNanoUsd":1,"reason":"x"{{amiss}}}""")).Code);
        Assert.Equal(204, (await finance.DeleteAsync(made.Location!)).Status);
        Assert.True((await finance.GetAsync(made.Location!)).Json.GetProperty("disabled").GetBoolean());
        Assert.False((await finance.SendAsync(s_patch, made.Location!, """{"disabled":false}""", "*")).Json.GetProperty("disabled").GetBoolean());
        Assert.Equal((403, "forbidden"), ((await member.GetAsync("/api/budgets")).Status, (await member.GetAsync("/api/budgets")).Code));
        Assert.Equal("budget_zone", (await finance.PostAsync("/api/budgets", """{"name":"x","scope":"organization","period":"day","capNanoUsd":1,"timeZone":"Pacific Standard Time"}""")).Code);
    }

    [Fact]
    public async Task Budget_OfAUnitByTheQuarter_IsMadeAndChanged()
    {
        var owner = await site.AddOrganizationAsync();
        var finance = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.OrganizationId, Role.Finance));
        var unit = await site.Database.AddUnitAsync(owner);
        await site.Database.ExecuteAsync("update organization_unit set name = 'Sales' where id = $1", unit);

        var made = await finance.PostAsync("/api/budgets", """{"name":"Sales, quarterly","scope":"unit","whom":"Sales","period":"quarter","capNanoUsd":2500000001,"timeZone":"Europe/Berlin"}""");
        var changed = await finance.SendAsync(s_patch, made.Location!, """{"capNanoUsd":3000000000}""", made.Tag);

        Assert.Equal((201, "unit", "Sales", "quarter"), (made.Status, made.Json.GetProperty("scope").GetString(), made.Json.GetProperty("whom").GetString(), made.Json.GetProperty("period").GetString()));
        Assert.Equal(await site.Database.ScalarAsync<DateTime>("select period_end('quarter', period_start('quarter', now(), 'Europe/Berlin'), 'Europe/Berlin')"), made.Json.GetProperty("renewsAt").GetDateTimeOffset().UtcDateTime);
        Assert.Equal((200, 3_000_000_000), (changed.Status, changed.Json.GetProperty("capNanoUsd").GetInt64()));
        Assert.Equal("budget_scope", (await finance.PostAsync("/api/budgets", """{"name":"x","scope":"unit","whom":"Nobody's","period":"year","capNanoUsd":1}""")).Code);
        Assert.Equal("body_invalid", (await finance.PostAsync("/api/budgets", """{"name":"x","scope":"unit","whom":"Sales","period":"decade","capNanoUsd":1}""")).Code);
    }

    [Fact]
    public async Task Key_MakesNoKeyThatMayDoMoreThanItself()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin, ApiKeyScope.Chat);
        var chat = await Desk.ProgramAsync(site, owner, ApiKeyScope.Chat);

        var narrower = await admin.PostAsync("/api/keys", """{"name":"Reader","scopes":["chat"]}""");
        var wider = await admin.PostAsync("/api/keys", """{"name":"Reader","scopes":["knowledge"]}""");

        Assert.Equal((201, true), (narrower.Status, narrower.Json.GetProperty("secret").GetString()!.StartsWith("ais_", StringComparison.Ordinal)));
        Assert.Equal((403, "beyond_own_key"), (wider.Status, wider.Code));
        Assert.Equal((403, "insufficient_permissions"), ((await chat.GetAsync("/api/keys")).Status, (await chat.GetAsync("/api/keys")).Code));
        Assert.DoesNotContain("secret", (await admin.GetAsync("/api/keys")).Text, StringComparison.OrdinalIgnoreCase);

        var reader = Desk.WithKey(site, owner, narrower.Json.GetProperty("secret").GetString()!);
        Assert.Equal(200, (await reader.GetAsync("/api/conversations")).Status);
        var rotated = await admin.PostAsync($"/api/keys/{narrower.Id}/rotate", """{"overlapHours":0}""");
        Assert.NotEqual(narrower.Json.GetProperty("secret").GetString(), rotated.Json.GetProperty("secret").GetString());
        Assert.Equal(204, (await admin.DeleteAsync($"/api/keys/{narrower.Id}")).Status);
        Assert.False((await admin.GetAsync($"/api/keys/{narrower.Id}")).Json.GetProperty("live").GetBoolean());
    }

    [Fact]
    public async Task KeyMadeTwiceUnderOneIdempotencyKey_IsMadeOnce_AndItsSecretIsStoredNowhere()
    {
        var desk = await Desk.OwnerAsync(site);
        desk.Http.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        var first = await desk.PostAsync("/api/keys", """{"name":"Once","scopes":["chat"]}""");
        var second = await desk.PostAsync("/api/keys", """{"name":"Once","scopes":["chat"]}""");

        Assert.Equal((201, 409), (first.Status, second.Status));
        Assert.Contains("secret_told_once", second.Text, StringComparison.Ordinal);
        Assert.Single((await desk.GetAsync("/api/keys")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(0, await site.Database.ScalarAsync<long>(
            "select count(*) from idempotency_record r where r.org_id = $1 and r::text like '%' || $2 || '%'",
            desk.Caller.OrganizationId, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(first.Json.GetProperty("secret").GetString()!))));
    }

    [Fact]
    public async Task KeyOfAnAdmin_WithTheScopeForKnowledgeOnly_WritesKnowledgeAndNothingElse()
    {
        var owner = await site.AddOrganizationAsync();
        var ofOwner = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge);
        var ofMember = await Desk.ProgramAsync(site, await site.AddMemberAsync(owner.OrganizationId, Role.Member), ApiKeyScope.Knowledge);

        Assert.Equal(201, (await ofOwner.PostAsync("/api/knowledge-bases", """{"name":"Mine"}""")).Status);
        Assert.Equal(403, (await ofMember.PostAsync("/api/knowledge-bases", """{"name":"Not mine"}""")).Status);
        Assert.Equal(200, (await ofMember.GetAsync("/api/knowledge-bases")).Status);
        foreach (var path in new[] { "/api/budgets", "/api/people", "/api/models", "/api/keys", "/api/usage", "/api/conversations" })
            Assert.Equal(403, (await ofOwner.GetAsync(path)).Status);
    }

    [Fact]
    public async Task KeyBesideTheCookieOfAnAdmin_IsNoMoreThanTheKey()
    {
        var owner = await site.AddOrganizationAsync();
        var desk = await Desk.SessionAsync(site, owner);
        var key = await Desk.IssueAsync(site, await site.AddMemberAsync(owner.OrganizationId, Role.Member), new NewApiKey("Weak", [ApiKeyScope.Chat], [], null));
        Assert.Equal(200, (await desk.GetAsync("/api/people")).Status);

        desk.Http.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);

        Assert.Equal(403, (await desk.GetAsync("/api/people")).Status);
    }

    [Fact]
    public async Task People_AreListedInPages_AndInvited()
    {
        var desk = await Desk.OwnerAsync(site);
        for (var i = 0; i < 4; i++)
            await site.AddMemberAsync(desk.Caller.OrganizationId, Role.Member);
        var invited = await desk.PostAsync("/api/invitations", """{"email":"kim@example.test","role":"finance"}""");

        Assert.Equal(5, (await desk.AllAsync("/api/people", 2)).DistinctBy(person => person.GetProperty("userId").GetGuid()).Count());
        Assert.Equal((201, "finance"), (invited.Status, invited.Json.GetProperty("role").GetString()));
        Assert.DoesNotContain("token", invited.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(204, (await desk.DeleteAsync(invited.Location!)).Status);
        Assert.Empty(await desk.AllAsync("/api/invitations", 10));
    }

    [Fact]
    public async Task Job_OfSomebodyElse_IsAsIfItWereNotThere()
    {
        var owner = await Desk.OwnerAsync(site);
        var member = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.Caller.OrganizationId, Role.Member));
        var knowledge = await owner.PostAsync("/api/knowledge-bases", """{"name":"Jobs"}""");
        var document = await owner.PostAsync($"{knowledge.Location}/documents/text", """{"name":"a.txt","text":"One line."}""");
        var job = $"/api/jobs/{document.Json.GetProperty("jobId").GetGuid()}";

        Assert.Equal("index_document", (await owner.GetAsync(job)).Json.GetProperty("kind").GetString());
        Assert.Contains((await owner.AllAsync("/api/jobs", 1)), row => job.EndsWith(row.GetProperty("id").GetString()!, StringComparison.Ordinal));
        Assert.Equal((404, "job_not_found"), ((await member.GetAsync(job)).Status, (await member.GetAsync(job)).Code));
        Assert.Equal(404, (await member.PostAsync($"{job}/cancel")).Status);
        Assert.Empty(await member.AllAsync("/api/jobs", 10));
        Assert.Equal("state_invalid", (await owner.GetAsync("/api/jobs?state=7")).Code);
    }

    [Theory]
    [InlineData("day")]
    [InlineData("feature")]
    [InlineData("model")]
    [InlineData("user")]
    [InlineData("tier")]
    [InlineData("key")]
    public async Task Usage_ByAnything_AddsUpToTheLedger(string grouping)
    {
        var desk = await Desk.OwnerAsync(site);
        for (var i = 0; i < 7; i++)
        {
            await site.Database.ExecuteAsync("""
                with entered as (
                  insert into ledger_entry (org_id, call_id, user_id, feature, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd, created_at)
                  values ($1, $2, $3, $4, 'openai', $5, $6, 0, 0, 3, 0, false, $7, now() - make_interval(days => $8))
                  returning *)
                insert into daily_spend (org_id, day, feature, model_id, provider, user_id, calls, input_tokens, output_tokens, cost_nano_usd)
                select e.org_id, (e.created_at at time zone o.time_zone)::date, e.feature, e.model_id, e.provider, e.user_id, 1, e.input_tokens, e.output_tokens, e.cost_nano_usd
                from entered e join organization o on o.id = e.org_id
                """, desk.Caller.OrganizationId, Guid.CreateVersion7(), desk.Caller.UserId, $"feature-{i % 3}", $"model-{i % 2}", 10L * i, 1_000_000_007L * i, i);
        }

        var today = TimeProvider.System.GetUtcNow();
        var range = string.Create(CultureInfo.InvariantCulture, $"from={today.AddDays(-10):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}");
        var rows = await desk.AllAsync($"/api/usage?{range}&groupBy={grouping}", 2);
        var totals = (await desk.GetAsync($"/api/usage?{range}&groupBy={grouping}&limit=1")).Json.GetProperty("totals");

        Assert.Equal(21 * 1_000_000_007L, rows.Sum(row => row.GetProperty("used").GetProperty("costNanoUsd").GetInt64()));
        Assert.Equal((7, 210, 21 * 1_000_000_007L), (totals.GetProperty("calls").GetInt64(), totals.GetProperty("inputTokens").GetInt64(), totals.GetProperty("costNanoUsd").GetInt64()));
        Assert.Equal(grouping switch { "day" => 7, "feature" => 3, "model" => 2, _ => 1 }, rows.Count);
    }

    [Theory]
    [InlineData("/api/conversations?limit=0", "limit_invalid")]
    [InlineData("/api/knowledge-bases?limit=201", "limit_invalid")]
    [InlineData("/api/jobs?cursor=%F0%9F%99%82", "cursor_invalid")]
    [InlineData("/api/budgets?cursor=abcd", "cursor_invalid")]
    [InlineData("/api/people?search=%00", "text_invalid")]
    [InlineData("/api/usage?groupBy=0", "group_by_invalid")]
    [InlineData("/api/usage?from=2026-01-02&to=2026-01-01", "range_invalid")]
    [InlineData("/api/people?limit=many", "bad_request")]
    public async Task Question_ThatIsNone_IsAProblemWithItsCode(string path, string code)
    {
        var told = await (await Desk.OwnerAsync(site)).GetAsync(path);

        Assert.Equal((400, code), (told.Status, told.Code));
    }

    [Theory]
    [InlineData("{\"name\":7}", "name")]
    [InlineData("{\"capNanoUsd\":\"many\"}", "capNanoUsd")]
    [InlineData("{\"scope\":\"galaxy\"}", "scope")]
    [InlineData("{\"name\":\"a\\u0000b\"}", "name")]
    [InlineData("{", "JSON")]
    public async Task Body_ThatIsNone_IsAProblemThatSaysWhere(string body, string place)
    {
        var told = await (await Desk.OwnerAsync(site)).PostAsync("/api/budgets", body);

        Assert.Equal((400, "body_invalid"), (told.Status, told.Code));
        Assert.Contains(place, told.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
