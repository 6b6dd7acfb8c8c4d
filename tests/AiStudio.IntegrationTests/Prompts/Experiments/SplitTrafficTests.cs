using AiStudio.Features.Chat;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;

namespace AiStudio.IntegrationTests.Prompts.Experiments;

public sealed class SplitTrafficTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turn_WhileATestRuns_IsAnsweredByItsArmAndCounted()
    {
        using var chat = new ScriptedChatClient("I do not know ", "that.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var prompt = await SplitPrompt.MakeAsync(node.Get<StudioDatabase>(), caller);
        var experiment = await prompt.StartAsync(prompt.Draft());

        var turns = new List<Guid>();
        for (var asked = 0; asked < 6; asked++)
        {
            var turn = await node.AskAsync(caller, "Why?");
            await node.WatchAsync(caller, turn.TurnId);
            var arm = await database.ScalarAsync<int>("select arm from experiment_answer where experiment_id = $1 and id = $2", experiment, turn.TurnId);
            Assert.Equal(arm == 1, chat.Asked[0].Text == SplitPrompt.SecondText);
            turns.Add(turn.TurnId);
        }

        Assert.Equal(6, await database.ScalarAsync<long>(
            "select count(*) from experiment_answer where experiment_id = $1 and id = any ($2) and refused and not failed and not fallback and length = 19 and stratum = 50", experiment, turns.ToArray()));
        Assert.Equal(6, await database.ScalarAsync<long>("select count(*) from experiment_exposure where experiment_id = $1", experiment));
        await prompt.Desk.PauseAsync(caller, experiment, Cancellation);
        await node.WatchAsync(caller, (await node.AskAsync(caller, "Why?")).TurnId);
        Assert.Equal(6, await database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1", experiment));
    }

    [Fact]
    public async Task Turns_OfOnePersonAtOnce_AreInOneArmAndMetItOnce()
    {
        using var chat = new ScriptedChatClient("Yes.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var prompt = await SplitPrompt.MakeAsync(node.Get<StudioDatabase>(), caller);
        var experiment = await prompt.StartAsync(prompt.Draft(ExperimentUnit.User));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number => await node.WatchAsync(caller, (await node.AskAsync(caller, $"Question {number}?")).TurnId)));

        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from experiment_exposure where experiment_id = $1 and unit_id = $2", experiment, caller.UserId));
        Assert.Equal(8, await database.ScalarAsync<long>("select count(*) from experiment_answer where experiment_id = $1 and unit_id = $2", experiment, caller.UserId));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(distinct arm) from experiment_answer where experiment_id = $1", experiment));
    }

    [Fact]
    public async Task Answer_RatedAndAskedAgain_IsMarked()
    {
        using var chat = new ScriptedChatClient("Yes.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var prompt = await SplitPrompt.MakeAsync(node.Get<StudioDatabase>(), caller);
        await prompt.StartAsync(prompt.Draft());

        var first = await node.AskAsync(caller, "Is it so?");
        await node.WatchAsync(caller, first.TurnId);
        await node.Get<FeedbackService>().RateAsync(caller, first.AnswerId, -1, null, Cancellation);
        Assert.Equal(-1, await RatingAsync(first.TurnId));
        await node.Get<FeedbackService>().RateAsync(caller, first.AnswerId, null, null, Cancellation);
        Assert.Equal(0, await RatingAsync(first.TurnId));
        var second = await node.AskAsync(caller, "is it so?", first.ConversationId);
        await node.WatchAsync(caller, second.TurnId);
        Assert.Equal((true, false), (await AskedAgainAsync(first.TurnId), await AskedAgainAsync(second.TurnId)));
        var third = (await node.Turns.RetryAsync(caller, second.AnswerId, Cancellation)).Value!;
        await node.WatchAsync(caller, third.TurnId);
        Assert.Equal((true, false), (await AskedAgainAsync(second.TurnId), await AskedAgainAsync(third.TurnId)));
    }

    [Fact]
    public async Task Resolve_OnTwoNodes_IsTheSame_AlsoWhenOtherTestsChange()
    {
        await using var one = await ChatNode.StartAsync(database);
        await using var other = await ChatNode.StartAsync(database);
        var caller = await one.CreateOrganizationAsync(database);
        var prompt = await SplitPrompt.MakeAsync(one.Get<StudioDatabase>(), caller);
        await prompt.StartAsync(prompt.Draft());
        var conversations = Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7()).ToList();

        var before = await ArmsAsync(one, prompt, conversations);
        // Another test of another prompt begins, ends, and begins with other weights.
        var neighbour = await NeighbourAsync(one.Get<StudioDatabase>(), prompt);
        await prompt.Desk.StopAsync(caller, await prompt.StartAsync(neighbour), "Enough.", Cancellation);
        await prompt.StartAsync(neighbour with { Arms = [neighbour.Arms[0] with { Weight = 999 }, neighbour.Arms[1]] });

        Assert.Equal(before, await ArmsAsync(other, prompt, conversations));
        Assert.InRange(before.Count(arm => arm == 1), 70, 130);
    }

    [Fact]
    public async Task Experiment_OnItsWay_GoesOneWayOnly()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var prompt = await SplitPrompt.MakeAsync(node.Get<StudioDatabase>(), caller);
        var member = caller with { Role = AiStudio.Platform.Identity.Role.Member };
        Assert.Equal("admins_only", (await prompt.Desk.CreateAsync(member, prompt.Draft(), Cancellation)).Error?.Code);
        Assert.Equal("experiment_arms", (await prompt.Desk.CreateAsync(caller, prompt.Draft() with { Arms = [new("A", prompt.First, 1)] }, Cancellation)).Error?.Code);
        Assert.Equal("experiment_metric", (await prompt.Desk.CreateAsync(caller, prompt.Draft() with { Metric = "length" }, Cancellation)).Error?.Code);
        Assert.Equal("no_prompt_version", (await prompt.Desk.CreateAsync(caller, prompt.Draft() with { Arms = [new("A", prompt.First, 1), new("B", Guid.CreateVersion7(), 1)] }, Cancellation)).Error?.Code);

        var running = await prompt.StartAsync(prompt.Draft());
        var second = (await prompt.Desk.CreateAsync(caller, prompt.Draft(), Cancellation)).Value;
        Assert.Equal("experiment_running", (await prompt.Desk.StartAsync(caller, second, Cancellation)).Error?.Code);
        Assert.Equal("experiment_state", (await prompt.Desk.StartAsync(caller, running, Cancellation)).Error?.Code);
        Assert.True((await prompt.Desk.PauseAsync(caller, running, Cancellation)).Succeeded);
        Assert.True((await prompt.Desk.ResumeAsync(caller, running, Cancellation)).Succeeded);
        Assert.True((await prompt.Desk.StopAsync(caller, running, "", Cancellation)).Succeeded);
        Assert.Equal("experiment_state", (await prompt.Desk.ResumeAsync(caller, running, Cancellation)).Error?.Code);
        Assert.True((await prompt.Desk.StartAsync(caller, second, Cancellation)).Succeeded);
        Assert.Equal("no_experiment", (await prompt.Desk.StopAsync(await database.CreateOrganizationAsync(), second, "", Cancellation)).Error?.Code);
        Assert.Empty(await prompt.Library.ListAsync(member, null, 10, Cancellation));
        Assert.Equal([second, running], (await prompt.Library.ListAsync(caller, null, 10, Cancellation)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Open_WithAnswers_ShowsFiguresAndVerdict()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var prompt = await SplitPrompt.MakeAsync(node.Get<StudioDatabase>(), caller);
        var id = await prompt.StartAsync(prompt.Draft());
        // Of the first arm's rated answers every fourth is not liked, of the second's every twentieth; the second's fallbacks are all bad.
        await database.ExecuteAsync("""
            insert into experiment_answer (org_id, experiment_id, id, arm, unit_id, stratum, fallback, failed, refused, duration_ms, cost_nano_usd, length, citations, verified, rating)
            select $1, $2, gen_random_uuid(), n % 2, gen_random_uuid(), 50, false, n % 50 = 0, false, 900 + n % 200, 1000000 + n % 7, 100, 2, 1,
                   case when n % 2 = 0 and n % 8 = 0 or n % 2 = 1 and n % 40 = 1 then -1 else 1 end
            from generate_series(1, 4000) n
            union all
            select $1, $2, gen_random_uuid(), 1, gen_random_uuid(), 50, true, false, false, 9000, 5, 100, 0, 0, -1 from generate_series(1, 500) n
            """, caller.OrganizationId, id);
        await database.ExecuteAsync("insert into experiment_exposure (org_id, experiment_id, unit_id, arm) select org_id, experiment_id, unit_id, arm from experiment_answer where experiment_id = $1", id);

        var detail = (await prompt.Library.OpenAsync(caller, id, Cancellation)).Value!;

        Assert.Equal([(0, 2_000L, 0L), (1, 2_000L, 500L)], detail.Arms.Select(arm => (arm.Number, arm.Answers, arm.Fallbacks)));
        Assert.All(detail.Arms, arm => Assert.InRange(arm.P95Ms!.Value, 1_080, 1_100));
        var liked = detail.Figures[0];
        Assert.Equal((true, Metrics.ThumbsDown.Key), (liked.Decides, liked.Metric.Key));
        Assert.Equal([0.25, 0.05], liked.Arms.Select(arm => Math.Round(arm.Mean!.Value, 3)));
        Assert.InRange(liked.Arms[1].High!.Value, -0.2, -0.1);
        Assert.Equal(0.04, detail.Figures.Single(figures => figures.Metric.Key == "errors").Arms[0].Mean!.Value, 3);
        Assert.InRange(detail.Figures.Single(figures => figures.Metric.Key == "slow").Arms[0].Mean!.Value, 0.03, 0.07);
        Assert.Equal(0.5, detail.Figures.Single(figures => figures.Metric.Key == "verified").Arms[1].Mean!.Value, 3);
        // 500 units too many are in one arm: those of the fallback.
        Assert.Equal(VerdictKind.Untrustworthy, detail.Verdict.Kind);
        await database.ExecuteAsync("delete from experiment_exposure e using experiment_answer a where a.experiment_id = $1 and a.fallback and e.unit_id = a.unit_id", id);
        detail = (await prompt.Library.OpenAsync(caller, id, Cancellation)).Value!;
        Assert.Equal((VerdictKind.Better, 1), (detail.Verdict.Kind, detail.Verdict.Arm!.Value));
        Assert.Equal(1, Assert.Single(detail.Trends).Arm);
        var estimate = (await prompt.Library.EstimateAsync(caller, prompt.Id, Metrics.ThumbsDown.Key, 0.05, Cancellation)).Value!;
        Assert.Equal((0.25, true), (Math.Round(estimate.Share, 3), estimate.Measured));
        Assert.InRange(estimate.EachArm, 1_000, 10_000);
    }

    private static async Task<ExperimentDraft> NeighbourAsync(StudioDatabase studio, SplitPrompt prompt)
    {
        var desk = new PromptDesk(studio);
        var first = (await desk.CreateAsync(prompt.Owner, "Neighbour", new("One."), Cancellation)).Value!;
        var second = (await desk.SaveAsync(prompt.Owner, "neighbour", new(new("Two."), "Two"), Cancellation)).Value!;
        await using var db = await studio.BeginAsync(prompt.Owner.Scope, Cancellation);
        return new((await PromptService.FindAsync(db, "neighbour", Cancellation))!.Value, "Neighbour", "", ExperimentUnit.Conversation, Metrics.Errors.Key, 0.05, [new("One", first.Id, 1), new("Two", second.Id, 1)]);
    }

    private static async Task<List<int?>> ArmsAsync(ChatNode node, SplitPrompt prompt, List<Guid> conversations)
    {
        await using var db = await node.Get<StudioDatabase>().BeginAsync(prompt.Owner.Scope, Cancellation);
        var arms = new List<int?>();
        foreach (var conversation in conversations)
            arms.Add((await node.Get<PromptService>().ResolveAsync(db, prompt.Id, PromptLabel.Production, new(conversation, prompt.Owner.UserId), Cancellation)).Value!.Origin.Arm);
        return arms;
    }

    private Task<short> RatingAsync(Guid turn) => database.ScalarAsync<short>("select rating from experiment_answer where id = $1", turn);

    private Task<bool> AskedAgainAsync(Guid turn) => database.ScalarAsync<bool>("select asked_again from experiment_answer where id = $1", turn);
}
