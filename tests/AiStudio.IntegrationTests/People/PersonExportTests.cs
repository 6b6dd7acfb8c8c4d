using System.Net;
using System.Text;
using System.Text.Json;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.People;

public sealed class PersonExportTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static readonly string[] s_private = ["settings", "conversations", "memories", "feedback", "searches", "notifications", "background_requests"];

    [Fact]
    public async Task Export_OfSomebodyWhoLeft_IsHandedOutByWhoMayEraseThem_AndTold()
    {
        var owner = await site.AddOrganizationAsync();
        var (admin, finance, member) = (await site.AddMemberAsync(owner.OrganizationId, Role.Admin), await site.AddMemberAsync(owner.OrganizationId, Role.Finance), await site.AddMemberAsync(owner.OrganizationId, Role.Member));
        await LeaveAsync(member, "heron");
        await LeaveAsync(admin, "bittern");
        var own = await FileAsync(await site.SignInAsync(member.Email), null);
        await site.Database.ExecuteAsync("update membership set disabled_at = now() where org_id = $1 and user_id = $2", member.OrganizationId, member.UserId);
        var visitor = await site.SignInAsync(admin.Email);
        var path = $"/people/members/{member.UserId}/export";

        var open = await FileAsync(visitor, path, ("reason", "They asked for it"));
        var all = await FileAsync(visitor, path, ("reason", "They asked for it"), ("private", "true"));

        foreach (var (file, privateToo) in new[] { (own, true), (open, false), (all, true) })
        {
            Assert.Equal(privateToo ? [] : s_private, file.GetProperty("left_out").EnumerateArray().Select(name => name.GetString()));
            Assert.All(s_private, name => Assert.Equal(privateToo, file.TryGetProperty(name, out _)));
            Assert.Equal(member.Email, file.GetProperty("account")[0].GetProperty("email").GetString());
            Assert.Equal(["playground", "v1"], file.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("feature").GetString()).Order());
            Assert.Contains("Ask heron", file.GetProperty("calls").GetRawText(), StringComparison.Ordinal);
            Assert.Contains("Answer heron", file.GetProperty("calls").GetRawText(), StringComparison.Ordinal);
            Assert.Equal(privateToo, file.GetRawText().Contains("Memory heron", StringComparison.Ordinal));
            Assert.Equal(privateToo, file.GetRawText().Contains("Background heron", StringComparison.Ordinal));
            Assert.DoesNotContain("bittern", file.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal("""{"reason": "They asked for it", "privateChats": false}|{"reason": "They asked for it", "privateChats": true}""", await site.Database.ScalarAsync<string>(
            "select string_agg(detail::text, '|' order by id) from activity_log where org_id = $1 and actor_id = $2 and subject_id = $3 and action = 'member.exported'", admin.OrganizationId, admin.UserId, member.UserId));

        async Task<string?> RefusedAsync(Visitor who, Guid whom, string reason) =>
            (await who.PostAsync($"/people/members/{whom}/export/file", (await who.GetAsync("/account")).Body, null, ("reason", reason))).Location;
        Assert.EndsWith("?problem=reason_missing", await RefusedAsync(visitor, member.UserId, " no "), StringComparison.Ordinal);
        Assert.Contains("Say in 5 to 500", (await visitor.GetAsync($"{path}?problem=reason_missing")).Body, StringComparison.Ordinal);
        Assert.EndsWith("?problem=above_own_role", await RefusedAsync(visitor, owner.UserId, "I am curious"), StringComparison.Ordinal);
        Assert.EndsWith("?problem=yourself", await RefusedAsync(visitor, admin.UserId, "I am curious"), StringComparison.Ordinal);
        Assert.EndsWith("?problem=no_member", await RefusedAsync(visitor, (await site.AddOrganizationAsync()).UserId, "I am curious"), StringComparison.Ordinal);
        Assert.DoesNotContain("problem", await RefusedAsync(await site.SignInAsync(finance.Email), admin.UserId, "I am curious") ?? "", StringComparison.Ordinal);
        Assert.Equal(2, await site.Database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and action = 'member.exported'", admin.OrganizationId));
        await site.Database.ExecuteAsync("update membership set erased_at = now() where org_id = $1 and user_id = $2", member.OrganizationId, member.UserId);
        Assert.EndsWith("?problem=erased", await RefusedAsync(visitor, member.UserId, "They asked for it"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> FileAsync(Visitor visitor, string? page, params (string Name, string Value)[] fields)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (page is null)
            return JsonElement.Parse(await visitor.Http.GetStringAsync("/account/export", cancellation));
        var file = await visitor.SubmitAsync(page, $"{page}/file", fields);
        Assert.Equal(HttpStatusCode.OK, file.Status);
        return JsonElement.Parse(file.Body);
    }

    // Of what was asked through a key, in the playground and again for others.
    private async Task LeaveAsync(Caller person, string word)
    {
        var (org, user, id) = (person.OrganizationId, person.UserId, Guid.CreateVersion7());
        await site.Database.ExecuteAsync("insert into user_memory (org_id, id, owner_id, text) values ($1, $2, $3, $4)", org, id, user, $"Memory {word}");
        await site.Database.ExecuteAsync("insert into background_request (org_id, id, owner_id, api_key_id, body) values ($1, $2, $3, $4, $5)", org, id, user, id, Encoding.UTF8.GetBytes($"Background {word}"));
        foreach (var feature in new[] { "v1", "playground", "replay", "evals" })
        {
            var text = feature is "v1" or "playground" ? word : $"of somebody else, not {word}";
            var request = PayloadJson.Pack(new StoredRequest(PayloadJson.Version, "balanced", new RecordedOptions(), PayloadJson.Messages([new ChatMessage(ChatRole.User, $"Ask {text}")]))).Compressed;
            var response = PayloadJson.Pack(new StoredResponse(PayloadJson.Version, PayloadJson.Messages([new ChatMessage(ChatRole.Assistant, $"Answer {text}")]), "stop")).Compressed;
            await site.Database.ExecuteAsync("""
                with made as (
                  insert into call (org_id, id, started_at, user_id, feature, requested_model, streamed, ending, duration_ms, cost_nano_usd) values ($1, $2, now(), $3, $4, 'balanced', false, 'completed', 5, 0) returning *)
                insert into call_payload (org_id, call_id, call_started_at, request, response) select org_id, id, started_at, $5, $6 from made
                """, org, Guid.CreateVersion7(), user, feature, request, response);
        }
    }
}
