using System.Text;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.People.Privacy;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiStudio.IntegrationTests.Traces;

public sealed class ErasureTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erase_APersonWhoHasChatted_LeavesNoWordOfTheirsAnywhere()
    {
        var log = new HeardLog();
        await using var node = site.NewHost(services => services.AddLogging(logging => logging.AddProvider(log)));
        var desk = node.Services.GetRequiredService<ErasureDesk>();
        var owner = await site.AddOrganizationAsync();
        var (person, colleague) = (await site.AddMemberAsync(owner.OrganizationId, Role.Member), await site.AddMemberAsync(owner.OrganizationId, Role.Member));
        await site.Database.ExecuteAsync("insert into payload_policy (org_id, mode) values ($1, 'full')", owner.OrganizationId);
        var (canary, other) = ($"canary{Guid.CreateVersion7():n}", $"finch{Guid.CreateVersion7():n}");
        await LeaveTracksAsync(node, person, canary, owner);
        await LeaveTracksAsync(node, colleague, other, owner);
        var spent = await SpentAsync(person);

        var before = await Canaries.FindAsync(site.Database, canary, Cancellation);
        var exported = await ExportAsync(node, person);
        // What looks everywhere must be able to find: in plain columns, in JSON, in bytes and in what is compressed.
        Assert.Superset(
            new HashSet<string>(["activity_log", "alert", "background_request", "call_payload", "conversation", "feedback", "idempotency_record", "message", "notification", "response_cache", "retrieval_log", "user_memory", "user_profile"]),
            before.Select(found => found.Split(':')[0]).ToHashSet());
        Assert.Contains(canary, exported, StringComparison.Ordinal);
        Assert.DoesNotContain(other, exported, StringComparison.Ordinal);
        Assert.Equal("address_differs", (await desk.BeginAsync(owner, person.UserId, "They asked for it", "somebody@else.test", Cancellation)).Error?.Code);
        Assert.Equal("not_admin", (await desk.BeginAsync(colleague, person.UserId, "I dislike them", person.Email, Cancellation)).Error?.Code);
        Assert.Equal("yourself", (await desk.BeginAsync(owner, owner.UserId, "I want to go", owner.Email, Cancellation)).Error?.Code);

        var begun = await desk.BeginAsync(owner, person.UserId, "They asked for it", person.Email, Cancellation);
        Assert.True(begun.Succeeded, begun.Error?.Message);
        await WaitAsync(async () => await site.Database.ScalarAsync<long>("select count(*) from activity_log where action = $1 and subject_id = $2", ErasePerson.Erased, person.UserId) > 0);

        Assert.Empty(await Canaries.FindAsync(site.Database, canary, Cancellation));
        Assert.Empty(await Canaries.FindAsync(site.Database, person.Email, Cancellation));
        Assert.DoesNotContain(log.Lines, line => line.Contains(canary, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(canary, await ExportAsync(node, person), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(site.DataFile("."), "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains(person.Email, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(spent, await SpentAsync(person));
        Assert.NotEmpty(await Canaries.FindAsync(site.Database, other, Cancellation));
    }

    // Everything a person can leave behind, through the app where that is quick.
    private async Task LeaveTracksAsync(WebApplicationFactory<Program> node, Caller person, string word, Caller told)
    {
        var services = node.Services;
        var started = (await services.GetRequiredService<TurnService>().AskAsync(person, new AskRequest(null, null, $"What is {word}?"), Cancellation)).Value!;
        await foreach (var _ in services.GetRequiredService<TurnFeed>().WatchAsync(person, started.TurnId, 0, Cancellation))
        {
        }

        var rated = await services.GetRequiredService<FeedbackService>().RateAsync(person, started.AnswerId, -1, $"It does not know {word}", Cancellation);
        Assert.True(rated.Succeeded, rated.Error?.Message);
        var (org, user, id) = (person.OrganizationId, person.UserId, Guid.CreateVersion7());
        await site.Database.ExecuteAsync("insert into user_memory (org_id, id, owner_id, text) values ($1, $2, $3, $4)", org, id, user, $"Likes {word}");
        await site.Database.ExecuteAsync("insert into user_profile (org_id, owner_id, settings) values ($1, $2, jsonb_build_object('about', $3::text))", org, user, word);
        await site.Database.ExecuteAsync("insert into notification (org_id, id, owner_id, title, body, link) values ($1, $2, $3, 'Told', $4, '/')", org, id, user, word);
        await site.Database.ExecuteAsync("insert into retrieval_log (org_id, id, owner_id, query, candidates, duration_ms, knowledge_base_ids) values ($1, $2, $3, $4, '[]', 1, '{}')", org, id, user, word);
        await site.Database.ExecuteAsync("insert into response_cache (org_id, scope_hash, request_hash, answer, model_id, cost_nano_usd, expires_at) values ($1, 's', $2, $3, 'm', 0, now() + interval '1 day')", org, word, $"It is {word}");
        await site.Database.ExecuteAsync(
            "insert into idempotency_record (org_id, caller_id, route, idempotency_key, request_hash, body) values ($1, $2, '/v1', $3, $4, $5)", org, user, $"key-{id}", new byte[32], Encoding.UTF8.GetBytes(word));
        await site.Database.ExecuteAsync("insert into background_request (org_id, id, owner_id, api_key_id, body) values ($1, $2, $3, $4, $5)", org, id, user, id, Encoding.UTF8.GetBytes(word));
        // Texts of calls are written behind the calls.
        await WaitAsync(async () => await site.Database.ScalarAsync<long>("select count(*) from call_payload where owner_id = $1", user) > 0);
        // What they tried out is nobody's, others hear of them by name, and their address is known.
        var tried = Guid.CreateVersion7();
        await site.Database.ExecuteAsync("""
            insert into call (org_id, id, started_at, user_id, feature, requested_model, streamed, ending, duration_ms, cost_nano_usd)
            select org_id, $2, started_at, user_id, 'playground', requested_model, streamed, ending, duration_ms, 0 from call where user_id = $1 limit 1
            """, user, tried);
        await site.Database.ExecuteAsync(
            "insert into call_payload (org_id, call_id, call_started_at, request, response) select org_id, $2, call_started_at, request, response from call_payload where owner_id = $1 limit 1", user, tried);
        // An admin asked it again, and that again.
        var asked = tried;
        for (var step = 0; step < 2; step++)
        {
            var again = Guid.CreateVersion7();
            await site.Database.ExecuteAsync("""
                insert into call (org_id, id, started_at, user_id, feature, requested_model, streamed, ending, duration_ms, cost_nano_usd)
                select org_id, $2, started_at, $3, 'replay', requested_model, streamed, ending, duration_ms, 0 from call where id = $1
                """, asked, again, told.UserId);
            await site.Database.ExecuteAsync(
                "insert into call_payload (org_id, call_id, call_started_at, request, response) select org_id, $2, call_started_at, request, response from call_payload where call_id = $1", asked, again);
            await site.Database.ExecuteAsync("insert into replay (org_id, id, call_id, mode, state, answer_call_id, requested_by) values ($1, $2, $3, 'frozen', 'done', $2, $4)", org, again, asked, told.UserId);
            asked = again;
        }

        await site.Database.ExecuteAsync(
            "insert into alert (org_id, id, rule, subject, title, body, link, roles) values ($1, $2, 'spend_of_person', $3::text, $4, '', '/', '{finance}')", org, id, user.ToString(), $"{word} spends unusually much today");
        await site.Database.ExecuteAsync(
            "insert into notification (org_id, id, owner_id, title, body, link) values ($1, $2, $3, $4, '', $5)", org, Guid.CreateVersion7(), told.UserId, $"{word} spends unusually much today", $"/spend/calls?user={user}&from=2026-11-21");
        await site.Database.ExecuteAsync("insert into activity_log (org_id, id, actor_id, action, subject, user_agent) values ($1, $2, $3, 'member.signed_in', 'member', $4)", org, id, user, word);
    }

    // What is done behind the scenes cannot be awaited; the time it may take on a busy machine ends the wait.
    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await condition())
            await Task.Delay(50, patience.Token);
    }

    private Task<string?> SpentAsync(Caller person) => site.Database.ScalarAsync<string>(
        "select count(*) || ' calls for ' || coalesce(sum(cost_nano_usd), 0) from call where org_id = $1 and user_id = $2", person.OrganizationId, person.UserId);

    private static async Task<string> ExportAsync(WebApplicationFactory<Program> node, Caller person)
    {
        using var file = new MemoryStream();
        await node.Services.GetRequiredService<PersonExport>().WriteAsync(person.Scope, privateToo: true, file, Cancellation);
        using var json = System.Text.Json.JsonDocument.Parse(file.ToArray());
        return json.RootElement.GetRawText();
    }
}
