using System.Collections.Concurrent;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Evals;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Backtests;
using AiStudio.Features.Traces.Backtests.Judging;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Replay;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Chat;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Traces;

/// <summary>What is on record is asked again as it was.</summary>
public sealed class ReplayTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const int Each = 50;
    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"look_up","strict":false,"description":"Finds an order.","parameters":{"type":"object","properties":{"id":{"type":"integer"}}}}}]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frozen_OfAHundredTurnsWithRetrievalAndTools_SendsTheSameBytes()
    {
        var owner = await api.Site.AddOrganizationAsync();
        await api.Database.ExecuteAsync("insert into payload_policy (org_id, mode) values ($1, 'full')", owner.OrganizationId);
        await api.Database.AddDocumentAsync(owner, "Hours.md", "The zeppelin hangar closes at nine.", "The airfield opens at six.");
        var slug = await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
        // Its node is gone afterwards: what it kept is written.
        await using (var node = api.StartNode())
        {
            using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret, node.ClientOptions.BaseAddress);
            await Parallel.ForEachAsync(Enumerable.Range(0, Each), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (number, _) =>
            {
                var stream = number % 2 == 0 ? "true" : "false";
                // Every third is no JSON.
                var end = number % 3 == 0 ? "" : " }";
                await AskAsync(program, $$"""{"model":"assistant/{{slug}}","stream":{{stream}},"messages":[{"role":"user","content":"When does the zeppelin hangar close, for the {{number}}th time?"}]}""");
                await AskAsync(program, $$"""
                    {"model":"{{ApiSite.Model}}","stream":{{stream}},"temperature":0.3,"seed":{{number}},"verbosity":"low","logit_bias":{"50256":-1.50},"logprobs":true,"top_logprobs":2,"reasoning_effort":"minimal","service_tier":"default",{{Tools}},"messages":[{"role":"system","content":"Be brief.","name":"boss"},{"role":"user","content":[{"type":"text","text":"Where is order {{number}}?"},{"type":"image_url","image_url":{"url":"https://example.test/a.png","detail":"low"} }]},
                     {"role":"assistant","content":null,"tool_calls":[{"id":"call_{{number}}","type":"function","function":{"name":"look_up","arguments":"{\"id\":{{number}}{{end}}"} }]},
                     {"role":"tool","tool_call_id":"call_{{number}}","content":"{\"place\":\"dépôt ‘7’\"}"}]}
                    """);
            });
        }

        var calls = await CallsAsync(owner);
        var sent = Bodies();
        Assert.Equal(2 * Each, calls.Count);

        var replays = await Task.WhenAll(calls.Select(call => ReplayAsync(owner, call)));

        Assert.All(replays, replay => Assert.Equal((ReplayState.Done, (bool?)true, null), (replay.State, replay.Identical, replay.ErrorMessage)));
        var again = Bodies().Skip(sent.Count).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(sent.Where(body => body.Contains("th time?", StringComparison.Ordinal) || body.Contains("look_up", StringComparison.Ordinal)).Order(StringComparer.Ordinal), again);
        Assert.Equal(2 * Each, await api.Database.ScalarAsync<long>("select count(*) from call where org_id = $1 and feature = 'replay'", owner.OrganizationId));

        // What is searched for again was somebody else's question: it is no search of whoever replays.
        var searches = await SearchesAsync(owner);
        var prompted = await api.Database.ScalarAsync<Guid>("select id from call where org_id = $1 and prompt_version_id is not null and feature <> 'replay' limit 1", owner.OrganizationId);
        var live = await ReplayAsync(owner, prompted, ReplayMode.Live);
        Assert.Equal((ReplayState.Done, null, searches), (live.State, live.ErrorMessage, await SearchesAsync(owner)));
    }

    [Fact]
    public async Task Start_OfRedactedTextsOrByOthers_IsRefused()
    {
        var owner = await api.Site.AddOrganizationAsync();
        await using (var node = api.StartNode())
        {
            using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret, node.ClientOptions.BaseAddress);
            await AskAsync(program, ApiSite.Ask("Write to kim@example.org"));
        }

        var call = Assert.Single(await CallsAsync(owner));
        var desk = api.Host.Services.GetRequiredService<ReplayDesk>();
        var finance = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var stranger = await api.Site.AddOrganizationAsync();
        Assert.Equal("redacted", (await desk.StartAsync(owner, call, new ReplayChoice(ReplayMode.Frozen), Cancellation)).Error?.Code);
        Assert.Equal("nothing_else", (await desk.StartAsync(owner, call, new ReplayChoice(ReplayMode.Candidate), Cancellation)).Error?.Code);
        Assert.Equal("not_admin", (await desk.StartAsync(finance, call, new ReplayChoice(ReplayMode.Live), Cancellation)).Error?.Code);
        Assert.Equal("no_call", (await desk.StartAsync(stranger, call, new ReplayChoice(ReplayMode.Frozen), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Backtest_OnAnotherModel_IsPricedFirst_StaysInItsBudget_AndComparesEachCall()
    {
        var owner = await api.Site.AddOrganizationAsync();
        await using (var node = api.StartNode())
        {
            using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret, node.ClientOptions.BaseAddress);
            foreach (var number in Enumerable.Range(0, 5))
                await AskAsync(program, ApiSite.Ask($"words={number + 3}"));
        }

        var desk = api.Host.Services.GetRequiredService<BacktestDesk>();
        var draft = new BacktestDraft(new BacktestFilter("", 100), null, ApiSite.Model);
        Assert.Equal("nothing_else", (await desk.PlanAsync(owner, draft with { Model = null }, Cancellation)).Error?.Code);
        Assert.Equal("no_calls", (await desk.PlanAsync(owner, draft with { Filter = draft.Filter with { Query = "rating=down" } }, Cancellation)).Error?.Code);
        Assert.Equal("filter_invalid", (await desk.PlanAsync(owner, draft with { Filter = draft.Filter with { Query = "from=yesterday" } }, Cancellation)).Error?.Code);
        var plan = (await desk.PlanAsync(owner, draft, Cancellation)).Value!;
        Assert.Equal((5, 0, true), (plan.Calls.Count, plan.Closed, plan.EstimateNanoUsd > plan.RecordedNanoUsd));

        var stopped = (await desk.StartAsync(owner, "Too dear", draft, 1, Cancellation)).Value;
        var ended = (await desk.StartAsync(owner, "Enough", draft, plan.EstimateNanoUsd, Cancellation)).Value;
        var (refused, whole) = (await OverAsync(owner, stopped), await OverAsync(owner, ended));

        Assert.Equal((BacktestState.Failed, 0), (refused.Backtest.State, refused.Done.Count));
        Assert.Contains("budget", refused.Backtest.Reason, StringComparison.Ordinal);
        Assert.Equal(5, refused.Failed);
        Assert.Equal((BacktestState.Ended, 5, 5), (whole.Backtest.State, whole.Done.Count, whole.Same));
        Assert.True(whole.CostAfter > 0);
    }

    [Fact]
    public async Task Backtest_WithAJudge_CountsWhatItPrefers_WithinItsPriceAndItsBudget()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var judge = (await Get<JudgeDesk>().CreateAsync(owner, new JudgeDraft("Reader", "Fruit is named with care.", ApiSite.Model), Cancellation)).Value;
        Answer("pear", Good, times: 1);
        await using (var node = api.StartNode())
        {
            using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret, node.ClientOptions.BaseAddress);
            foreach (var fruit in new[] { "apple", "apple", "apple", "pear", "plum", "date" })
                await AskAsync(program, ApiSite.Ask($"Which fruit is {fruit}?"));
            await AskAsync(program, ApiSite.Ask("Which tree is this?"));
        }

        var shown = new ConcurrentBag<string>();
        Answer("apple", Good);
        Judge(shown, asked => asked.Contains("date", StringComparison.Ordinal), "I like it!");
        Judge(shown, asked => asked.Contains(Good, StringComparison.Ordinal), """{"why":"It is named with care.","passes":true}""");
        Judge(shown, _ => true, """{"why":"It only repeats.","passes":false}""");
        var desk = Get<BacktestDesk>();
        var draft = new BacktestDraft(new BacktestFilter("q=which+fruit&feature=api", 100), null, ApiSite.Model);
        var plain = (await desk.PlanAsync(owner, draft, Cancellation)).Value!;
        draft = draft with { JudgeId = judge };
        var plan = (await desk.PlanAsync(owner, draft, Cancellation)).Value!;
        var listed = (await Get<TraceList>().PageAsync(owner, TraceAddress.FilterOfQuery(draft.Filter.Query, DateTimeOffset.UtcNow).Value!, 100, Cancellation)).Value!;

        Assert.Equal(listed.Rows.Select(row => row.Id), plan.Calls.Select(call => call.Id));
        Assert.Equal((6, plain.EstimateNanoUsd), (plan.Calls.Count, plan.EstimateNanoUsd - plan.JudgeNanoUsd));
        var view = await OverAsync(owner, (await desk.StartAsync(owner, "Judged", draft, plan.EstimateNanoUsd, Cancellation)).Value);

        Assert.Equal((BacktestState.Ended, 6, null), (view.Backtest.State, view.Done.Count, view.Backtest.Reason));
        Assert.Equal(new BacktestVerdict(Both: 0, Wins: 3, Losses: 1, Neither: 1, Unjudged: 1), view.Verdict);
        Assert.Equal("Calls in the seven days before it began, of the feature api, in which somebody says “which fruit”.", view.Filter);
        Assert.StartsWith("Too few to tell", view.Verdict!.Sentence, StringComparison.Ordinal);
        Assert.Contains("not calibrated", view.Judge!.Doubt, StringComparison.Ordinal);
        Assert.Equal("The judge's verdict could not be read, twice.", Assert.Single(view.Items, item => item.Erred).JudgeError);
        // Each answer is shown alone; two that are the same, once; a verdict that cannot be read is asked for again.
        Assert.Equal((2 * 4) + 1 + 2, shown.Count);
        Assert.DoesNotContain(shown, asked => asked.Contains(Good, StringComparison.Ordinal) && asked.Contains("Echo", StringComparison.Ordinal));
        var (calls, judging, spent) = await SpentAsync(owner, view.Backtest.Id);
        Assert.Equal(6 + shown.Count, calls);
        Assert.InRange(judging, 1, plan.JudgeNanoUsd);
        Assert.InRange(spent, judging + 1, plan.EstimateNanoUsd);

        // As much as the dearest may cost: one is asked again and judged, and what both have cost is missing for another.
        var dearest = plan.Calls.Max(call => call.AnswerNanoUsd + call.JudgeNanoUsd);
        var stopped = await OverAsync(owner, (await desk.StartAsync(owner, "Poor", draft, dearest, Cancellation)).Value);
        Assert.Equal((BacktestState.Failed, 1, 5), (stopped.Backtest.State, stopped.Done.Count, stopped.Failed));
        Assert.Contains("budget", stopped.Backtest.Reason, StringComparison.Ordinal);
        Assert.InRange((await SpentAsync(owner, stopped.Backtest.Id)).Spent, 1, dearest);
    }

    [Fact]
    public async Task Backtest_OfAPrivateChat_IsJudgedOnceItIsOpened_AndTheReasonStaysAsPrivate()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var member = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var judge = (await Get<JudgeDesk>().CreateAsync(owner, new JudgeDraft("Reader", "Secrets are kept.", ApiSite.Model), Cancellation)).Value;
        api.Emulator.Scripts.Add(new Script { When = request => request.Instructions.Contains("Secrets are kept.", StringComparison.Ordinal), Text = """{"why":"It tells of the aubergine.","passes":true}""", Times = Script.Forever });
        var asked = (await Get<TurnService>().AskAsync(member, new AskRequest(null, null, "Where is the aubergine?", Model: ApiSite.Model), Cancellation)).Value!;
        await foreach (var _ in Get<TurnFeed>().WatchAsync(member, asked.TurnId, 0, Cancellation))
        {
        }

        const string ItsCall = "select c.id from call c join decision d on d.org_id = c.org_id and d.call_id = c.id where c.org_id = $1 and c.feature = 'chat' and c.turn_id = $2";
        var call = await Eventually(() => api.Database.ScalarAsync<Guid>(ItsCall, owner.OrganizationId, asked.TurnId), found => found != default);
        var desk = Get<BacktestDesk>();
        var draft = new BacktestDraft(new BacktestFilter($"feature=chat&user={member.UserId}", 10), null, ApiSite.Model) { JudgeId = judge };
        Assert.Equal("no_calls", (await desk.PlanAsync(owner, draft, Cancellation)).Error?.Code);
        Assert.True((await Get<GlassDesk>().OpenAsync(owner, call, "They asked for help with it.", Cancellation)).Succeeded);

        var view = await OverAsync(owner, (await desk.StartAsync(owner, "Opened", draft, long.MaxValue, Cancellation)).Value);

        Assert.Equal(new BacktestVerdict(1, 0, 0, 0, 0), view.Verdict);
        // Its reason is read by who may read the chat, and by no other admin.
        var replay = Assert.Single(view.Items).Id;
        var other = await api.Site.AddMemberAsync(owner.OrganizationId, Role.Admin);
        var read = await Eventually(async () => (await Get<ReplayReader>().ReadAsync(owner, replay, Cancellation)).Value!, seen => seen.Opinions?.After.Why is not null);
        Assert.Equal(new Opinion(true, "It tells of the aubergine."), read.Opinions!.After);
        var closed = (await Get<ReplayReader>().ReadAsync(other, replay, Cancellation)).Value!;
        Assert.Equal((null, null, null), (closed.Opinions, closed.Question, closed.Said));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("""
            select count(*) from backtest_call b join call_payload p on p.org_id = b.org_id and p.call_id = b.call_id where b.org_id = $1 and p.owner_id is distinct from $2
            """, owner.OrganizationId, member.UserId));
    }

    private const string Good = "A good answer.";

    private T Get<T>()
        where T : notnull => api.Host.Services.GetRequiredService<T>();

    private void Answer(string fruit, string text, int times = Script.Forever) => api.Emulator.Scripts.Add(new Script
    {
        When = request => !Judges(request) && request.LastUserText == $"Which fruit is {fruit}?", Text = text, Times = times,
    });

    private void Judge(ConcurrentBag<string> shown, Func<string, bool> asked, string verdict) => api.Emulator.Scripts.Add(new Script
    {
        When = request =>
        {
            var taken = Judges(request) && asked(request.LastUserText);
            if (taken)
                shown.Add(request.LastUserText);
            return taken;
        },
        Text = verdict,
        Times = Script.Forever,
    });

    private static bool Judges(EmulatedRequest request) => request.Instructions.Contains("named with care", StringComparison.Ordinal);

    private async Task<(long Calls, long Judging, long Spent)> SpentAsync(Caller owner, Guid backtest)
    {
        const string Of = "from backtest_call c join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id where c.org_id = $1 and c.backtest_id = $2 and e.feature = 'replay'";
        return (
            await api.Database.ScalarAsync<long>($"select count(*) {Of}", owner.OrganizationId, backtest),
            await api.Database.ScalarAsync<long>($"select coalesce(sum(e.cost_nano_usd), 0)::bigint {Of} and c.purpose <> 'answer'", owner.OrganizationId, backtest),
            await api.Database.ScalarAsync<long>($"select coalesce(sum(e.cost_nano_usd), 0)::bigint {Of}", owner.OrganizationId, backtest));
    }

    private static async Task<T> Eventually<T>(Func<Task<T>> look, Func<T, bool> enough)
    {
        for (var looks = 0; ; looks++)
        {
            var seen = await look();
            if (enough(seen) || looks == 300)
                return seen;
            await Task.Delay(100, Cancellation);
        }
    }

    private async Task<BacktestView> OverAsync(Caller owner, Guid id)
    {
        var reader = api.Host.Services.GetRequiredService<BacktestReader>();
        for (var look = 0; ; look++)
        {
            var view = (await reader.ReadAsync(owner, id, Cancellation)).Value!;
            if (view.Backtest.State != BacktestState.Running || look == 600)
                return view;
            await Task.Delay(100, Cancellation);
        }
    }

    private static async Task AskAsync(HttpClient program, string json)
    {
        using var answer = await program.PostAsync("/v1/chat/completions", ApiSite.Json(json), Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<List<Guid>> CallsAsync(Caller owner)
    {
        var ids = await api.Database.ScalarAsync<Guid[]>("""
            select array_agg(c.id) from call c join call_payload p on p.org_id = c.org_id and p.call_id = c.id
            where c.org_id = $1 and c.feature <> 'replay' and c.feature <> 'rewrite'
            """, owner.OrganizationId);
        return [.. ids ?? []];
    }

    private List<string> Bodies() => [.. api.Emulator.Bill.Rows.Select(row => row.RequestBody).OfType<string>()];

    private Task<long> SearchesAsync(Caller owner) => api.Database.ScalarAsync<long>("select count(*) from retrieval_log where org_id = $1", owner.OrganizationId);

    private async Task<CallReplay> ReplayAsync(Caller owner, Guid call, ReplayMode mode = ReplayMode.Frozen)
    {
        var replay = new CallReplay { OrganizationId = owner.OrganizationId, CallId = call, Mode = mode, RequestedBy = owner.UserId, CreatedAt = DateTimeOffset.UtcNow };
        await using (var db = await api.Database.Studio.BeginAsync(owner.Scope, Cancellation))
        {
            db.Add(replay);
            await db.CommitAsync(Cancellation);
        }

        await api.Host.Services.GetRequiredService<ReplayRunner>().RunAsync(owner.OrganizationId, owner.UserId, replay.Id, Cancellation);
        await using var reading = await api.Database.Studio.BeginAsync(owner.Scope, Cancellation);
        return (await reading.Set<CallReplay>().FindAsync([owner.OrganizationId, replay.Id], Cancellation))!;
    }
}
