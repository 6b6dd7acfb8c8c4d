using System.Net;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.People;

public sealed class TimeZoneTests(StudioSite site) : IClassFixture<StudioSite>
{
    // One story: each step needs the one before.
    [Fact]
    public async Task TimeZone_OfAnOrganization_IsChangedUntilItsFirstCall()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Admin)).Email);
        Assert.Contains("the clocks of UTC", (await admin.GetAsync("/people")).Body, StringComparison.Ordinal);

        Assert.EndsWith("organization_zone", (await MoveAsync(admin, "Mars/Olympus")).Location, StringComparison.Ordinal);
        Assert.EndsWith("/people", (await MoveAsync(admin, "Pacific/Auckland")).Location, StringComparison.Ordinal);
        Assert.Equal("Pacific/Auckland", await ZoneAsync(owner.OrganizationId));
        Assert.Equal("UTC to Pacific/Auckland", await site.Database.ScalarAsync<string>(
            "select (before ->> 'timeZone') || ' to ' || (after ->> 'timeZone') from activity_log where org_id = $1 and action = 'organization.zone_changed'", owner.OrganizationId));
        Assert.Contains("days in Pacific/Auckland", (await admin.GetAsync("/spend")).Body, StringComparison.Ordinal);

        var page = await admin.GetAsync("/people");
        await site.Database.ExecuteAsync("""
            insert into call (org_id, id, started_at, feature, requested_model, streamed, ending, duration_ms, cost_nano_usd)
            values ($1, $2, now(), 'chat', 'm-1', false, 'completed', 3, 0)
            """, owner.OrganizationId, Guid.CreateVersion7());
        Assert.EndsWith("zone_in_use", (await admin.PostAsync("/people/time-zone", page.Body, null, ("zone", "UTC"))).Location, StringComparison.Ordinal);
        Assert.Equal("Pacific/Auckland", await ZoneAsync(owner.OrganizationId));
        Assert.Contains("That stays, because calls are booked on its days", (await admin.GetAsync("/people")).Body, StringComparison.Ordinal);
        var finance = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Finance)).Email);
        Assert.NotEqual(HttpStatusCode.OK, (await finance.GetAsync("/people")).Status);
    }

    private static Task<Visitor.Answer> MoveAsync(Visitor visitor, string zone) => visitor.SubmitAsync("/people", "/people/time-zone", ("zone", zone));

    private Task<string?> ZoneAsync(Guid organization) => site.Database.ScalarAsync<string>("select time_zone from organization where id = $1", organization);
}
