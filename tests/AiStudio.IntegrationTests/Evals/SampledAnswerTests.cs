using System.Collections.Concurrent;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Prompts.Experiments;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Evals;

public sealed class SampledAnswerTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_TwoAtOnce_HasEachAnswerScoredOnce_ByWhatItsOwnerSaw()
    {
        var (owner, prompt, judge) = await OpenAsync("two at once");
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var shown = new ConcurrentDictionary<string, bool>();
        Answers("two at once", """{"why":"It answers.","passes":true}""", asked => shown.TryAdd(asked, true));
        var experiment = await prompt.StartAsync(prompt.Draft() with { Metric = Metrics.Judged.Key, JudgeId = judge, JudgeShare = 1 });
        var turns = new[] { await AskAsync(owner, "Is an owner heard?"), await AskAsync(member, "Is a member heard?"), await AskAsync(member, "Is a member heard twice?") };

        var sweep = Get<ScoreSampledAnswers>();
        await Task.WhenAll(sweep.SweepAsync(Cancellation), sweep.SweepAsync(Cancellation));
        foreach (var turn in turns)
            await EndedAsync(turn);
        await sweep.SweepAsync(Cancellation);

        Assert.Equal(3, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1 and judged = 1 and judge_at is null", experiment));
        Assert.Equal(3, await JudgementsAsync(owner));
        Assert.Equal(
            ["""{"question":"Is a member heard twice?","answer":"Echo: Is a member heard twice?"}""", """{"question":"Is a member heard?","answer":"Echo: Is a member heard?"}""",
             """{"question":"Is an owner heard?","answer":"Echo: Is an owner heard?"}"""],
            shown.Keys.Order(StringComparer.Ordinal));
        // The organization pays, and nobody's own budget.
        Assert.Equal(3, await api.Database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1 and feature = 'evals' and user_id is null and cost_nano_usd > 0", owner.OrganizationId));
        var figures = (await prompt.Library.OpenAsync(owner, experiment, Cancellation)).Value!.Figures;
        Assert.Equal(3, figures.Single(row => row.Metric == Metrics.Judged).Arms.Sum(arm => arm.Count));
    }

    [Fact]
    public async Task Sweep_WhereTheJudgeSaysNothingThatCanBeRead_LeavesNoScoreAndAsksNoMore()
    {
        var (owner, prompt, judge) = await OpenAsync("muddled judge");
        Answers("muddled judge", "I like it!");
        await prompt.StartAsync(prompt.Draft() with { JudgeId = judge, JudgeShare = 1 });
        var turn = await AskAsync(owner, "Is this clear?");

        for (var look = 0; look < 3; look++)
        {
            await Get<ScoreSampledAnswers>().SweepAsync(Cancellation);
            await EndedAsync(turn);
        }

        Assert.Equal(1, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where id = $1 and judged is null", turn));
        // One verdict, asked for twice.
        Assert.Equal(2, await JudgementsAsync(owner));
    }

    [Fact]
    public async Task Sweep_WithoutMoney_WaitsAndScoresWhenThereIsSome()
    {
        var (owner, prompt, judge) = await OpenAsync("poor judge");
        Answers("poor judge", """{"why":"It does not.","passes":false}""");
        await prompt.StartAsync(prompt.Draft() with { JudgeId = judge, JudgeShare = 1 });
        var turn = await AskAsync(owner, "Who pays?");
        var budget = await api.Database.AddBudgetAsync(owner.OrganizationId, "feature", EvalsModule.Feature, 0);

        await Get<ScoreSampledAnswers>().SweepAsync(Cancellation);
        Assert.Equal(1, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where id = $1 and judged is null and judge_at > now()", turn));
        await api.Database.ExecuteAsync("update budget set cap_nano_usd = $2 where id = $1", budget, LedgerDesk.Cent);
        // Its claim is over, as that of a node that died would be.
        await api.Database.ExecuteAsync("update experiment_answer set judge_at = now() where id = $1", turn);
        await Get<ScoreSampledAnswers>().SweepAsync(Cancellation);
        await EndedAsync(turn);

        Assert.Equal(1, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where id = $1 and judged = 0", turn));
    }

    [Fact]
    public async Task Claim_OfWhatAnotherNodeHolds_OfADeletedConversation_OrAnothersAnswer_ShowsNothing()
    {
        var (owner, prompt, judge) = await OpenAsync("nobody asks");
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var experiment = await prompt.StartAsync(prompt.Draft() with { JudgeId = judge, JudgeShare = 1 });
        var answers = Get<SampledAnswers>();

        // Held before the node's own look can find them.
        var (held, deleted, foreign) = (await AskAsync(owner, "Held?", hold: true), await AskAsync(owner, "Deleted?", hold: true), await AskAsync(owner, "Foreign?", hold: true));
        Assert.Null(await answers.ClaimAsync(new(owner.Scope, experiment, held), Cancellation));
        var conversation = await api.Database.ScalarAsync<Guid>("select conversation_id from turn where id = $1", deleted);
        Assert.True((await Get<ConversationService>().DeleteAsync(owner, conversation, Cancellation)).Succeeded);
        Assert.Null(await ClaimAsync(answers, new(owner.Scope, experiment, deleted)));
        Assert.Null(await ClaimAsync(answers, new(member.Scope, experiment, foreign)));

        Assert.Equal(0, await JudgementsAsync(owner));
    }

    [Fact]
    public async Task Answers_OutsideTheSampleOrWithoutAJudge_AreNotDue()
    {
        var (owner, prompt, judge) = await OpenAsync("small share");
        var first = await prompt.StartAsync(prompt.Draft() with { JudgeId = judge, JudgeShare = 1e-9 });
        await AskAsync(owner, "In the sample?");
        await prompt.Desk.StopAsync(owner, first, "", Cancellation);
        var second = await prompt.StartAsync(prompt.Draft());
        await AskAsync(owner, "Without a judge?");

        Assert.Equal(2, await api.Database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id in ($1, $2) and judge_at is null and judged is null", first, second));
    }

    [Fact]
    public async Task Create_WithAJudgeThatIsNoneOrNoShare_IsRefused_AndAJudgeInUseStays()
    {
        var (owner, prompt, judge) = await OpenAsync("in use");
        var foreign = (await OpenAsync("foreign")).Judge;
        async Task<string?> CodeAsync(ExperimentDraft draft) => (await prompt.Desk.CreateAsync(owner, draft, Cancellation)).Error?.Code;

        Assert.Equal("no_judge", await CodeAsync(prompt.Draft() with { JudgeId = foreign, JudgeShare = 0.5 }));
        Assert.Equal("experiment_judge", await CodeAsync(prompt.Draft() with { JudgeId = judge }));
        Assert.Equal("experiment_judge", await CodeAsync(prompt.Draft() with { JudgeId = judge, JudgeShare = 1.5 }));
        Assert.Equal("experiment_judge", await CodeAsync(prompt.Draft() with { JudgeShare = 0.5 }));
        Assert.Equal("experiment_judge", await CodeAsync(prompt.Draft() with { Metric = Metrics.Judged.Key }));
        var experiment = await prompt.StartAsync(prompt.Draft() with { JudgeId = judge, JudgeShare = 0.5 });
        Assert.Equal("judge_in_use", (await Get<JudgeDesk>().ArchiveAsync(owner, judge, null, Cancellation)).Error?.Code);
        await prompt.Desk.StopAsync(owner, experiment, "", Cancellation);
        Assert.True((await Get<JudgeDesk>().ArchiveAsync(owner, judge, null, Cancellation)).Succeeded);
    }

    private T Get<T>()
        where T : notnull => api.Host.Services.GetRequiredService<T>();

    private async Task<(Caller Owner, SplitPrompt Prompt, Guid Judge)> OpenAsync(string rubric)
    {
        var owner = await api.Site.AddOrganizationAsync();
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 1_000_000 * LedgerDesk.Cent);
        var judge = await Get<JudgeDesk>().CreateAsync(owner, new JudgeDraft("Reader", rubric, ApiSite.Model), Cancellation);
        Assert.True(judge.Succeeded, judge.Error?.Message);
        return (owner, await SplitPrompt.MakeAsync(Get<StudioDatabase>(), owner), judge.Value);
    }

    private void Answers(string rubric, string verdict, Action<string>? seen = null) => api.Emulator.Scripts.Add(new Script
    {
        When = request =>
        {
            var judges = request.Instructions.Contains(rubric, StringComparison.Ordinal);
            if (judges)
                seen?.Invoke(request.LastUserText);
            return judges;
        },
        Text = verdict,
        Times = Script.Forever,
    });

    private async Task<Guid> AskAsync(Caller caller, string text, bool hold = false)
    {
        var asked = await Get<TurnService>().AskAsync(caller, new AskRequest(null, null, text, Model: ApiSite.Model), Cancellation);
        Assert.True(asked.Succeeded, asked.Error?.Message);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        await foreach (var one in Get<TurnFeed>().WatchAsync(caller, asked.Value.TurnId, 0, patience.Token))
        {
        }

        if (hold)
            await api.Database.ExecuteAsync("update experiment_answer set judge_at = now() + interval '1 hour' where id = $1", asked.Value.TurnId);
        return asked.Value.TurnId;
    }

    private async Task<(EvalJudge Judge, JudgedAnswer Asked)?> ClaimAsync(SampledAnswers answers, SampledAnswer answer)
    {
        await api.Database.ExecuteAsync("update experiment_answer set judge_at = now() where id = $1", answer.Id);
        return await answers.ClaimAsync(answer, Cancellation);
    }

    // The node looks by itself too, and may have claimed one first.
    private async Task EndedAsync(Guid turn)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (await api.Database.ScalarAsync<bool>("select judge_at is not null from experiment_answer where id = $1", turn))
            await Task.Delay(50, patience.Token);
    }

    private Task<long> JudgementsAsync(Caller owner) => api.Database.ScalarAsync<long>("select count(*) from ledger_entry where org_id = $1 and feature = 'evals'", owner.OrganizationId);
}
