using System.Text;
using AiStudio.Features.Evals;
using AiStudio.Features.Traces.Access;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Evals;

public sealed class CaseFromTraceTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trace_OfAProgram_BecomesADraftWithoutNamesAndInstructions_AndAnothersChatNever()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        await api.Database.ExecuteAsync("insert into payload_policy (org_id, mode) values ($1, 'full')", owner.OrganizationId);
        // Its node is gone afterwards: what it kept is written.
        await using (var node = api.StartNode())
        {
            using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret, node.ClientOptions.BaseAddress);
            using var body = new StringContent($$"""
                {"model":"{{ApiSite.Model}}","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello."},{"role":"assistant","content":"Good morning."},
                 {"role":"user","content":"I am ada@example.com: where is order 7?"}]}
                """, Encoding.UTF8, "application/json");
            using var answer = await program.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), body, Cancellation);
            Assert.True(answer.IsSuccessStatusCode);
        }

        var call = await api.Database.ScalarAsync<Guid>("select call_id from call_payload where org_id = $1", owner.OrganizationId);
        var traffic = api.Host.Services.GetRequiredService<CaseFromTraffic>();

        var draft = (await traffic.DraftOfTraceAsync(owner, call, Cancellation)).Value!.Draft;

        Assert.Equal([new("user", "Hello."), new("assistant", "Good morning."), new CaseMessage("user", "I am [e-mail]: where is order 7?")], draft.Content.Messages);
        Assert.Equal(["traffic"], draft.Tags);
        Assert.False((await traffic.DraftOfTraceAsync(member, call, Cancellation)).Succeeded);

        // As if it had been a person's: opened for a reason it is read, and not handed on.
        await api.Database.ExecuteAsync("update call_payload set owner_id = $2 where call_id = $1", call, member.UserId);
        await api.Database.ExecuteAsync("update decision set record = jsonb_set(jsonb_set(record, '{owner}', to_jsonb($2::text)), '{payload}', '\"private\"') where call_id = $1", call, member.UserId.ToString());
        Assert.Equal("glass_needed", (await traffic.DraftOfTraceAsync(owner, call, Cancellation)).Error?.Code);
        Assert.True((await api.Host.Services.GetRequiredService<GlassDesk>().OpenAsync(owner, call, "They asked for help with it.", Cancellation)).Succeeded);
        Assert.Equal("trace_private", (await traffic.DraftOfTraceAsync(owner, call, Cancellation)).Error?.Code);
    }
}
