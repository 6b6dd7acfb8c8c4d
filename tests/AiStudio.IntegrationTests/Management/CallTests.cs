using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Management;

/// <summary>Call records by REST: found by the trace that the client sent.</summary>
public sealed class CallTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_OfATraceparent_IsFoundByItsTrace_AndOnlyByItsOrganization()
    {
        var (owner, program) = await api.NewProgramAsync(ApiKeyScope.Chat, ApiKeyScope.Admin);
        using var asking = program;
        var trace = Guid.CreateVersion7().ToString("n");
        foreach (var stream in new[] { true, false })
        {
            using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("words=3", stream), ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
            await answer.Content.ReadAsByteArrayAsync(Cancellation);
        }

        using (var other = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("words=3")))
            Assert.True(other.IsSuccessStatusCode);
        var desk = new Desk(program, owner);
        var mine = await desk.AllAsync($"/api/calls?traceId={trace.ToUpperInvariant()}", 1);
        var all = await desk.AllAsync("/api/calls", 2);

        Assert.Equal([false, true], mine.Select(call => call.GetProperty("streamed").GetBoolean()));
        Assert.All(mine, call => Assert.Equal((trace, "completed", ApiSite.Model), (call.GetProperty("traceId").GetString(), call.GetProperty("ending").GetString(), call.GetProperty("servedModel").GetString())));
        Assert.Equal(3, all.Count);
        // Without a traceparent it is in a trace of its own.
        Assert.Matches("^[0-9a-f]{32}$", all[0].GetProperty("traceId").GetString());
        Assert.Equal(mine[0].GetRawText(), (await desk.GetAsync($"/api/calls/{mine[0].GetProperty("id").GetGuid()}")).Json.GetRawText());
        Assert.Equal((400, "trace_invalid"), ((await desk.GetAsync("/api/calls?traceId=7")).Status, (await desk.GetAsync("/api/calls?traceId=7")).Code));

        var (stranger, foreign) = await api.NewProgramAsync(ApiKeyScope.Admin);
        using var looking = foreign;
        var elsewhere = new Desk(foreign, stranger);
        Assert.Empty(await elsewhere.AllAsync($"/api/calls?traceId={trace}", 10));
        Assert.Equal((404, "no_call"), ((await elsewhere.GetAsync($"/api/calls/{mine[0].GetProperty("id").GetGuid()}")).Status, (await elsewhere.GetAsync($"/api/calls/{mine[0].GetProperty("id").GetGuid()}")).Code));
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        using var plain = api.ProgramWith((await api.IssueAsync(member, ApiKeyScope.Chat)).Secret);
        Assert.Equal(403, (await new Desk(plain, member).GetAsync("/api/calls")).Status);
    }
}
