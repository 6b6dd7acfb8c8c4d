using System.Net;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.IntegrationTests.Api;
using AiStudio.Platform.Data;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Prompts.Experiments;

public sealed class SplitProgramTests(ApiSite api) : IClassFixture<ApiSite>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Assistant_WhileATestRuns_AnswersEachEndUserWithOneArmAndCountsIt(bool stream)
    {
        var (owner, program) = await api.NewProgramAsync();
        var slug = await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
        var prompt = await SplitPrompt.MakeAsync(new StudioDatabase(api.Database.App), owner);
        var experiment = await prompt.StartAsync(prompt.Draft(ExperimentUnit.User));

        // Each asks something new: an answer that is known is no arm's.
        foreach (var (number, user) in new[] { "anna", "anna", "bert", "carl", "bert", "anna" }.Index())
        {
            using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions",
                $$"""{"model":"assistant/{{slug}}","stream":{{(stream ? "true" : "false")}},"user":"{{user}}","messages":[{"role":"user","content":"Hello, I am {{user}} and ask for the time number {{number}}"}]}""");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await ApiSite.ReadAsync(answer);
        }

        Assert.Equal(3, await api.Database.ScalarAsync<long>("select count(*) from experiment_exposure where experiment_id = $1", experiment));
        Assert.Equal(6, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1 and not failed and length > 0 and cost_nano_usd > 0", experiment));
        Assert.Equal(3, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1 and unit_id = $2", experiment, ExposedUnit.IdOfEndUser("anna")));
        // What answered is what the arm says.
        Assert.Equal(6, await api.Database.ScalarAsync<long>("""
            select count(*) from call c where c.org_id = $1 and exists (
              select from experiment_arm a join experiment_answer w on w.org_id = a.org_id and w.experiment_id = a.experiment_id and w.arm = a.number
              where a.experiment_id = $2 and a.version_id = c.prompt_version_id)
            """, owner.OrganizationId, experiment));
    }

    [Fact]
    public async Task Assistant_WhoseProviderFails_IsCountedAsFailed()
    {
        var (owner, program) = await api.NewProgramAsync();
        var slug = await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
        var prompt = await SplitPrompt.MakeAsync(new StudioDatabase(api.Database.App), owner);
        var experiment = await prompt.StartAsync(prompt.Draft());
        api.Emulator.Scripts.Add(new Script { PromptContains = "walrus parade", Status = 400, Times = 1 });

        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", $$"""{"model":"assistant/{{slug}}","messages":[{"role":"user","content":"walrus parade"}]}""");

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal(1, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1 and failed and length = 0", experiment));
    }

    [Fact]
    public async Task Assistant_AskedWithAnotherLabel_AnswersWithTheVersionThere_AndIsNoPartOfTheTest()
    {
        var (owner, program) = await api.NewProgramAsync();
        var slug = await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
        var studio = new StudioDatabase(api.Database.App);
        var prompt = await SplitPrompt.MakeAsync(studio, owner);
        var experiment = await prompt.StartAsync(prompt.Draft());
        var labelled = await new LabelDesk(studio, [], TimeProvider.System).MoveAsync(owner, prompt.Id, "staging", prompt.Second, null, "", CancellationToken.None);
        Assert.True(labelled.Succeeded, labelled.Error?.Message);

        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", $$"""{"model":"assistant/{{slug}}@staging","messages":[{"role":"user","content":"Hello, staging"}]}""");
        using var missing = await ApiSite.PostAsync(program, "/v1/chat/completions", $$"""{"model":"assistant/{{slug}}@nowhere","messages":[{"role":"user","content":"Hello, nobody"}]}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(prompt.Second, await api.Database.ScalarAsync<Guid>("select prompt_version_id from call where org_id = $1 and prompt_version_id is not null", owner.OrganizationId));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1", experiment));
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        Assert.Contains("prompt_label_missing", await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
