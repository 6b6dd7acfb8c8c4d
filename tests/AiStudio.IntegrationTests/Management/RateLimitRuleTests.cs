using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;

namespace AiStudio.IntegrationTests.Management;

/// <summary>Limits of one key on one part of the API.</summary>
public sealed class RateLimitRuleTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Fact]
    public async Task Rule_OfOneKeyForOnePart_HoldsForNothingElse_AndIsChangedAndRemoved()
    {
        var owner = await site.AddOrganizationAsync();
        var admin = await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin);
        var issued = await Desk.IssueAsync(site, owner, new NewApiKey("Limited", [ApiKeyScope.Knowledge, ApiKeyScope.Chat], [], null));
        var limited = Desk.WithKey(site, owner, issued.Secret);
        var other = await Desk.ProgramAsync(site, owner, ApiKeyScope.Knowledge);

        var wide = await admin.PostAsync("/api/rate-limits", """{"scope":"api_key","unit":"requests","resource":"api","perMinute":5000}""");
        var made = await admin.PostAsync("/api/rate-limits", $$"""{"scope":"api_key","subjectId":"{{issued.Id}}","unit":"requests","resource":"api/knowledge-bases","perMinute":2}""");
        Assert.Equal((201, 201, "api_key", "api/knowledge-bases"), (wide.Status, made.Status, made.Json.GetProperty("scope").GetString(), made.Json.GetProperty("resource").GetString()));

        Assert.Equal([200, 200, 429], await AskAsync(limited, "/api/knowledge-bases", 3));
        Assert.Equal([200, 200, 200], await AskAsync(limited, "/api/conversations", 3));
        Assert.Equal([200, 200, 200], await AskAsync(other, "/api/knowledge-bases", 3));

        var stale = await admin.SendAsync(HttpMethod.Patch, made.Location!, """{"perMinute":9}""", "\"1\"");
        var changed = await admin.SendAsync(HttpMethod.Patch, made.Location!, """{"perMinute":3}""", made.Tag);
        Assert.Equal((412, 200, 3), (stale.Status, changed.Status, changed.Json.GetProperty("perMinute").GetInt64()));
        Assert.Equal([200, 429], await AskAsync(limited, "/api/knowledge-bases", 2));
        Assert.Equal(204, (await admin.DeleteAsync(made.Location!)).Status);
        Assert.Equal([200, 200], await AskAsync(limited, "/api/knowledge-bases", 2));
        Assert.Single(await admin.AllAsync("/api/rate-limits", 1));
    }

    [Theory]
    [InlineData("""{"scope":"api_key","unit":"requests","resource":"api/","perMinute":1}""", "resource")]
    [InlineData("""{"scope":"api_key","unit":"requests","resource":"galaxy","perMinute":1}""", "resource")]
    [InlineData("""{"scope":"organization","subjectId":"01980000-0000-7000-8000-000000000002","unit":"requests","perMinute":1}""", "subject")]
    [InlineData("""{"scope":"api_key","subjectId":"01980000-0000-7000-8000-000000000002","unit":"requests","perMinute":1}""", "no_subject")]
    [InlineData("""{"scope":"api_key","unit":"requests","perMinute":-1}""", "per_minute")]
    [InlineData("""{"scope":"api_key","perMinute":1}""", "unit")]
    [InlineData("""{"unit":"tokens","perMinute":1}""", "scope")]
    public async Task Rule_ThatIsNone_IsRefusedByName(string json, string code)
    {
        var told = await (await Desk.OwnerAsync(site)).PostAsync("/api/rate-limits", json);

        Assert.Equal((400, code), (told.Status, told.Code));
    }

    private static async Task<List<int>> AskAsync(Desk desk, string path, int times)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
            statuses.Add((await desk.GetAsync(path)).Status);
        return statuses;
    }
}
