using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

public sealed class NotificationApiTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Notifications_AreListedByPagesAndTickedOff_ByWhomTheyAreForAlone()
    {
        var owner = await Desk.OwnerAsync(site);
        var member = await Desk.SessionAsync(site, await site.AddMemberAsync(owner.Caller.OrganizationId, Role.Member));
        var (program, chats) = (await Desk.ProgramAsync(site, owner.Caller, ApiKeyScope.Admin), await Desk.ProgramAsync(site, owner.Caller, ApiKeyScope.Chat));
        var minute = DateTimeOffset.UnixEpoch;
        foreach (var (title, whom) in new[] { ("one", owner), ("two", owner), ("three", owner), ("theirs", member) })
        {
            await site.Database.ExecuteAsync(
                "insert into notification (org_id, id, owner_id, title, body, link, created_at) values ($1, $4, $2, $3, 'What it means.', '/spend', now())",
                whom.Caller.OrganizationId, whom.Caller.UserId, title, Guid.CreateVersion7(minute = minute.AddMinutes(1)));
        }

        var first = (await program.GetAsync("/api/notifications?limit=2")).Json;
        var rest = (await program.GetAsync($"/api/notifications?limit=2&cursor={first.GetProperty("next").GetString()}")).Json;
        var rows = first.GetProperty("data").EnumerateArray().Concat(rest.GetProperty("data").EnumerateArray()).ToList();
        Assert.Equal(["three", "two", "one"], rows.Select(row => row.GetProperty("title").GetString()));
        var (two, theirs) = (rows[1].GetProperty("id").GetGuid(), (await member.GetAsync("/api/notifications")).Json.GetProperty("data")[0].GetProperty("id").GetGuid());

        Assert.Equal(204, (await program.PostAsync($"/api/notifications/{two}/read")).Status);
        Assert.Equal(204, (await program.PostAsync($"/api/notifications/{two}/read")).Status);
        Assert.Equal(404, (await program.PostAsync($"/api/notifications/{theirs}/read")).Status);
        Assert.Equal(403, (await chats.GetAsync("/api/notifications")).Status);
        Assert.Equal(["two"], await ReadOnesAsync(owner));
        Assert.Equal(204, (await owner.PostAsync("/api/notifications/read")).Status);
        Assert.Equal(["three", "two", "one"], await ReadOnesAsync(owner));
        Assert.Empty(await ReadOnesAsync(member));
    }

    private static async Task<IEnumerable<string?>> ReadOnesAsync(Desk desk) =>
        from row in (await desk.GetAsync("/api/notifications")).Json.GetProperty("data").EnumerateArray()
        where row.GetProperty("readAt").ValueKind == System.Text.Json.JsonValueKind.String
        select row.GetProperty("title").GetString();
}
