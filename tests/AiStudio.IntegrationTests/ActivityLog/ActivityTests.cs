using System.Text.Json;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Evaluation;
using AiStudio.Features.Knowledge.Queries;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Features.Knowledge.Sources;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Alerts;
using AiStudio.Features.Spend.Budgets;
using AiStudio.IntegrationTests.Management;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AiStudio.IntegrationTests.ActivityLog;

/// <summary>Who did what, when, from where, before and after.</summary>
public sealed class ActivityTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_OfWhatAPersonChanges_SaysFromWhereAndWhatItWas_AndIsFoundByEachFilter()
    {
        var owner = await Desk.OwnerAsync(site);
        owner.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Tests/1.0");
        var member = await site.AddMemberAsync(owner.Caller.OrganizationId, Role.Member);
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"/api/people/{member.UserId}", """{"role":"finance"}""", "*")).Status);
        var budget = await owner.PostAsync("/api/budgets", """{ "name": "All", "scope": "organization", "period": "month", "capNanoUsd": 5000000000 }""");
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"/api/budgets/{budget.Id}", """{"capNanoUsd":6000000000}""", "*")).Status);

        var role = Assert.Single(await owner.AllAsync("/api/activity?action=member.role_changed", 5));
        Assert.Equal(("member", "finance"), (role.GetProperty("before").GetProperty("role").GetString(), role.GetProperty("after").GetProperty("role").GetString()));
        Assert.Equal((owner.Caller.UserId, "Tests/1.0"), (role.GetProperty("actorId").GetGuid(), role.GetProperty("userAgent").GetString()));
        var raised = Assert.Single(await owner.AllAsync($"/api/activity?subjectId={budget.Id}&action=budget.changed", 5));
        Assert.Equal((5_000_000_000, 6_000_000_000), (raised.GetProperty("before").GetProperty("capNanoUsd").GetInt64(), raised.GetProperty("after").GetProperty("capNanoUsd").GetInt64()));

        // Pages hang together, newest first, and days are the organization's.
        var all = await owner.AllAsync("/api/activity", 1);
        Assert.Equal(all.Select(Id), (await owner.AllAsync("/api/activity", 200)).Select(Id));
        Assert.Equal(all.OrderByDescending(At).Select(Id), all.Select(Id));
        Assert.Equal(2, (await owner.AllAsync("/api/activity?subject=budget", 5)).Count);
        Assert.Empty(await owner.AllAsync($"/api/activity?user={member.UserId}", 5));
        Assert.Empty(await owner.AllAsync("/api/activity?to=2020-01-01", 5));
        Assert.Equal(all.Count, (await owner.AllAsync("/api/activity?from=2020-01-01", 5)).Count);
        Assert.Equal(403, (await (await Desk.SessionAsync(site, member)).GetAsync("/api/activity")).Status);

        // What cannot be read in an address is not the server's fault, here and on the pages beside it.
        var visitor = await site.SignInAsync(owner.Caller.Email);
        foreach (var address in new[] { "/activity?user=x", "/activity?id=x", "/activity?action=%00", "/activity?to=0001-01-01", "/quality?assistant=x", "/quality?to=0001-01-01", "/quality?model=%00", "/spend/budgets?edit=x&new=y", "/spend/calls?to=0001-01-01" })
            Assert.True((await visitor.GetAsync(address)).Status == System.Net.HttpStatusCode.OK, address);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await visitor.GetAsync("/activity/export?action=%00")).Status);
        foreach (var address in new[] { "/api/activity?action=%00", "/api/traces?feature=%00", "/api/traces?error=%00" })
            Assert.True((await owner.GetAsync(address)).Status == 400, address);
        var stranger = await Desk.OwnerAsync(site);
        Assert.DoesNotContain(await stranger.AllAsync("/api/activity", 50), row => all.Select(Id).Contains(Id(row)));
    }

    [Fact]
    public async Task Log_OfAKey_HoldsNoSecret_AndNobodyOfTheAppCanChangeIt()
    {
        var owner = await site.AddOrganizationAsync();
        var issued = await Desk.IssueAsync(site, owner, new NewApiKey("Test", [ApiKeyScope.Chat], [], null));
        Assert.Equal(0, await site.Database.ScalarAsync<long>("select count(*) from activity_log where concat(detail, before, after) like '%' || $1 || '%'", issued.Secret));

        foreach (var sql in new[] { "update activity_log set action = 'x'", "delete from activity_log", "truncate activity_log" })
        {
            await using var connection = await site.Database.App.OpenConnectionAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using var scope = new NpgsqlCommand("select set_config('app.org', $1, true)", connection) { Parameters = { new() { Value = owner.OrganizationId.ToString() } } };
            await scope.ExecuteNonQueryAsync(Cancellation);
            await using var command = new NpgsqlCommand(sql, connection);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Log_OfKnowledge_NamesWhatBecameOfIt_AndLeavesOutWhatPeopleWrite()
    {
        var owner = await Desk.OwnerAsync(site);
        var made = await owner.PostAsync("/api/knowledge-bases", """{ "name": "Handbook", "description": "Secret words" }""");
        Assert.Equal(201, made.Status);
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"/api/knowledge-bases/{made.Id}", """{ "name": "Rules", "description": "Other words" }""", "*")).Status);
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"/api/knowledge-bases/{made.Id}", """{ "archived": true }""", "*")).Status);
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"/api/knowledge-bases/{made.Id}", """{ "archived": false }""", "*")).Status);
        var documents = site.Host.Services.GetRequiredService<DocumentService>();
        var first = (await documents.AddAsync(owner.Caller, made.Id, new NewFile("leave.md", "One"u8.ToArray(), "wiki-1"), Cancellation)).Value!;
        await documents.AddAsync(owner.Caller, made.Id, new NewFile("leave.md", "Two"u8.ToArray(), "wiki-1"), Cancellation);
        await documents.AddAsync(owner.Caller, made.Id, new NewFile("leave.md", "Two"u8.ToArray(), "wiki-1"), Cancellation);
        Assert.True((await site.Host.Services.GetRequiredService<DocumentSources>().RemoveAsync(owner.Caller, made.Id, "wiki-1", Cancellation)).Succeeded);

        var bases = await owner.AllAsync($"/api/activity?subjectId={made.Id}", 50);
        Assert.Equal(["knowledge_base.restored", "knowledge_base.archived", "knowledge_base.changed", "knowledge_base.created"], bases.Select(Action));
        Assert.Equal(("""{"name":"Handbook"}""", """{"name":"Rules"}"""), (Packed(bases[2], "before"), Packed(bases[2], "after")));
        var written = await owner.AllAsync($"/api/activity?subjectId={first.DocumentId}", 50);
        Assert.Equal(["document.deleted", "document.replaced", "document.added"], written.Select(Action));
        Assert.All(written, row => Assert.Equal(("leave.md", made.Id, owner.Caller.UserId), (row.GetProperty("detail").GetProperty("name").GetString(), row.GetProperty("detail").GetProperty("knowledgeBase").GetGuid(), row.GetProperty("actorId").GetGuid())));
        Assert.Equal(0, await site.Database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and concat(detail, before, after) like '% words%'", owner.Caller.OrganizationId));
    }

    [Fact]
    public async Task Log_OfHowABaseIsSearchedAndMeasured_AndOfJobs_SaysWhoDidIt()
    {
        var owner = await Desk.OwnerAsync(site);
        var services = site.Host.Services;
        var made = (await owner.PostAsync("/api/knowledge-bases", """{ "name": "Handbook", "description": "" }""")).Id;
        var document = (await services.GetRequiredService<DocumentService>().AddAsync(owner.Caller, made, "leave.md", "One"u8.ToArray(), Cancellation)).Value;
        Assert.True((await services.GetRequiredService<DocumentTags>().SetAsync(owner.Caller, document, ["hr", "draft"], null, Cancellation)).Succeeded);
        Assert.True((await services.GetRequiredService<DocumentTags>().SetAsync(owner.Caller, document, ["hr"], null, Cancellation)).Succeeded);
        Assert.True((await services.GetRequiredService<KnowledgeQueries>().KeepAsync(owner.Caller, made, false, Cancellation)).Succeeded);
        var bench = services.GetRequiredService<SearchBench>();
        var settings = (await bench.SettingsAsync(owner.Caller, made, Cancellation)).Value!;
        Assert.True((await bench.SaveAsync(owner.Caller, made, settings with { TopK = settings.TopK + 3 }, Cancellation)).Succeeded);
        var (sets, questions, runs) = (services.GetRequiredService<QuestionSets>(), services.GetRequiredService<RetrievalQuestions>(), services.GetRequiredService<RetrievalRuns>());
        Assert.True((await questions.AddAsync(owner.Caller, made, "Often asked", "Which secret question?", ["leave.md"], Cancellation)).Succeeded);
        var set = Assert.Single((await sets.ListAsync(owner.Caller, made, Cancellation)).Value!).Id;
        var run = (await runs.StartAsync(owner.Caller, made, set, null, Cancellation)).Value;
        var job = await site.Database.ScalarAsync<Guid>("select job_id from retrieval_run where id = $1", run);
        await site.Database.ExecuteAsync("update job set state = 'dead', reason = 'gone' where id = $1", job);
        Assert.Equal(204, (await owner.PostAsync($"/api/jobs/{job}/retry", "{}")).Status);
        Assert.Equal(404, (await (await Desk.OwnerAsync(site)).PostAsync($"/api/jobs/{job}/retry", "{}")).Status);
        var question = Assert.Single((await questions.ListAsync(owner.Caller, set, null, Cancellation)).Value!).Id;
        Assert.True((await questions.DeleteAsync(owner.Caller, question, Cancellation)).Succeeded);
        Assert.True((await sets.DeleteAsync(owner.Caller, set, Cancellation)).Succeeded);
        Assert.False((await sets.DeleteAsync(owner.Caller, set, Cancellation)).Succeeded);

        async Task<IEnumerable<string?>> ActionsAsync(Guid subject) => (await owner.AllAsync($"/api/activity?subjectId={subject}", 50)).Select(Action);

        Assert.Equal(["document.tagged", "document.tagged", "document.added"], await ActionsAsync(document));
        var tagged = (await owner.AllAsync($"/api/activity?subjectId={document}&action=document.tagged", 5))[0];
        Assert.Equal(("""{"tags":["draft","hr"]}""", """{"tags":["hr"]}"""), (Packed(tagged, "before"), Packed(tagged, "after")));
        Assert.Equal(["knowledge_base.search_changed", "knowledge_base.queries_kept", "knowledge_base.created"], await ActionsAsync(made));
        var searched = Assert.Single(await owner.AllAsync($"/api/activity?subjectId={made}&action=knowledge_base.search_changed", 5));
        Assert.Equal(3, searched.GetProperty("after").GetProperty("topK").GetInt32() - searched.GetProperty("before").GetProperty("topK").GetInt32());
        Assert.Equal(["question_set.deleted", "question_set.question_deleted", "question_set.question_added"], await ActionsAsync(set));
        Assert.Equal(["retrieval_run.started"], await ActionsAsync(run));
        Assert.Equal(["job.retried"], await ActionsAsync(job));
        Assert.Equal(0, await site.Database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and concat(detail, before, after) like '%secret question%'", owner.Caller.OrganizationId));
        Assert.Equal(0, await site.Database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and actor_id is distinct from $2", owner.Caller.OrganizationId, owner.Caller.UserId));
    }

    [Fact]
    public async Task Log_OfSettingsOfSpend_SaysWhatTheyWere()
    {
        var owner = await site.AddOrganizationAsync();
        var budgets = new BudgetService(site.Database.Studio, TimeProvider.System);
        var id = (await budgets.CreateAsync(owner, new BudgetDraft("Marketing", BudgetScope.Organization, "", BudgetPeriod.Month, 5), Cancellation)).Value;
        await budgets.EditAsync(owner, id, new BudgetDraft("Sales", BudgetScope.Organization, "", BudgetPeriod.Month, 7), Cancellation);
        await new AlertSettings(site.Database.Studio).SaveAsync(owner, new AlertSetting { OrganizationId = owner.OrganizationId, ChangePercent = 45 }, Cancellation);
        await new TierService(site.Database.Studio).AssignAsync(owner, owner.Email, "enterprise", Cancellation);
        var before = new AlertSetting { OrganizationId = owner.OrganizationId }.ChangePercent;

        Assert.Equal(("""{"name": "Marketing", "capNanoUsd": 5000000000}""", """{"name": "Sales", "capNanoUsd": 7000000000}"""), await ChangeAsync(owner, "budget.changed"));
        Assert.Equal(($"{before}", "45"), await ChangeAsync(owner, "alert_setting.changed", " ->> 'changePercent'"));
        Assert.Equal(("pro", "enterprise"), await ChangeAsync(owner, "member.tier_changed", " ->> 'tier'"));
    }

    [Fact]
    public async Task Log_OfSignIns_HoldsThoseThatWentWrongWithAKnownAddress()
    {
        var owner = await site.AddOrganizationAsync();
        var visitor = site.NewVisitor();
        visitor.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Guesser/1.0");
        for (var tries = 0; tries < 8; tries++)
            await visitor.TrySignInAsync(owner.Email, "not the password");
        await visitor.TrySignInAsync("nobody@example.test", "not the password");
        await site.Database.ExecuteAsync("update app_user set lockout_end = null where id = $1", owner.UserId);
        await visitor.SignInAsync(owner.Email, StudioSite.Password);

        // A locked account is not tried, and nobody fills the log with it.
        Assert.Equal("member.sign_in_failed 5, member.signed_in 1", await site.Database.ScalarAsync<string>("""
            select string_agg(action || ' ' || count, ', ' order by action)
            from (select action, count(*) from activity_log where org_id = $1 and actor_id = $2 and subject_id = $2 and user_agent = 'Guesser/1.0' group by action) a
            """, owner.OrganizationId, owner.UserId));

        await visitor.SubmitAsync("/account", "/sign-out");
        await visitor.SignInAsync(owner.Email, StudioSite.Password);
        await visitor.SubmitAsync("/account", "/account/sign-out-everywhere");
        Assert.Equal("member.signed_out, member.signed_out_everywhere", await site.Database.ScalarAsync<string>(
            "select string_agg(action, ', ' order by action) from activity_log where org_id = $1 and actor_id = $2 and user_agent = 'Guesser/1.0' and action like 'member.signed_out%'", owner.OrganizationId, owner.UserId));
    }

    private async Task<(string?, string?)> ChangeAsync(Caller owner, string action, string part = "::text") => (
        await site.Database.ScalarAsync<string>($"select before{part} from activity_log where org_id = $1 and action = $2", owner.OrganizationId, action),
        await site.Database.ScalarAsync<string>($"select after{part} from activity_log where org_id = $1 and action = $2", owner.OrganizationId, action));

    private static string? Action(JsonElement row) => row.GetProperty("action").GetString();

    private static string Packed(JsonElement row, string part) => JsonSerializer.Serialize(row.GetProperty(part));

    private static Guid Id(JsonElement row) => row.GetProperty("id").GetGuid();

    private static DateTimeOffset At(JsonElement row) => row.GetProperty("at").GetDateTimeOffset();
}
