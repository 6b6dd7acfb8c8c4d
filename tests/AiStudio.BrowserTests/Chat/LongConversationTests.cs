using System.Diagnostics;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Chat;

[Collection(Timed.Name)]
public sealed class LongConversationTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    private const int LongestTaskMs = 250;

    [Fact]
    public async Task Conversation_OfAThousandMessages_OpensAndScrollsWithoutLag()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var conversation = await AThousandMessagesAsync(account);
        var person = await VisitAsync(app, account);
        await person.Page.AddInitScriptAsync("""
            window.longTasks = [];
            new PerformanceObserver(list => longTasks.push(...list.getEntries().map(e => e.duration))).observe({ type: 'longtask', buffered: true });
            """);

        var started = Stopwatch.StartNew();
        await person.Page.GotoAsync($"/chat/{conversation}");
        await Expect(person.Page.GetByText("Answer 500, the last.")).ToBeInViewportAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"The last message is shown after {started.ElapsedMilliseconds} ms.");
        await Visitor.SettledAsync(person.Page);
        await person.Page.EvaluateAsync("longTasks.length = 0");

        // Upwards to the very first message, as the wheel does it.
        await person.Page.GetByRole(AriaRole.Log).HoverAsync();
        await Eventually.GetAsync(
            async () =>
            {
                await person.Page.Mouse.WheelAsync(0, -8000);
                return await person.Page.GetByText("Question 1, the first.").IsVisibleAsync()
                    && await person.Page.GetByRole(AriaRole.Log).EvaluateAsync<double>("log => log.scrollTop") < 1;
            },
            there => there, "Scrolling to the first message", TimeSpan.FromSeconds(60));

        var longest = await person.Page.EvaluateAsync<double>("Math.max(0, ...longTasks)");
        TestContext.Current.TestOutputHelper?.WriteLine($"The longest task while scrolling took {longest} ms.");
        Assert.InRange(longest, 0, LongestTaskMs);
    }

    private async Task<Guid> AThousandMessagesAsync(Account account)
    {
        var id = Guid.CreateVersion7();
        await app.Database.ExecuteAsync("""
            insert into conversation (org_id, id, owner_id, assistant_id, title)
            select m.org_id, $1, $2, a.id, 'A thousand messages' from membership m join assistant a on a.org_id = m.org_id and a.is_default where m.user_id = $2
            """, id, account.Id);
        await app.Database.ExecuteAsync("""
            with numbered as (
              select n, gen_random_uuid() as id, lag_id from (select generate_series(1, 1000) as n) s cross join lateral (select null::uuid as lag_id) l),
            chained as (select n, id, lag(id) over (order by n) as parent from numbered)
            insert into message (org_id, id, owner_id, conversation_id, parent_id, role, state, parts, created_at)
            select c.org_id, m.id, c.owner_id, c.id, m.parent, case when n % 2 = 1 then 'user' else 'assistant' end, 'complete',
              jsonb_build_array(jsonb_build_object('kind', 'text', 'text', case
                when n = 1 then 'Question 1, the first.'
                when n = 1000 then 'Answer 500, the last.'
                when n % 2 = 1 then 'Question ' || (n + 1) / 2 || ' about the weather?'
                else '## Answer ' || n / 2 || E'\n\nSome **bold** words and a list:\n\n- one\n- two\n- three\n\n```python\nprint("hello", ' || n || E')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n' end)),
              now() - interval '1 day' + n * interval '1 second'
            from chained m cross join conversation c where c.id = $1
            """, id);
        await app.Database.ExecuteAsync("""
            update conversation set active_leaf_id = (select id from message where conversation_id = $1 order by created_at desc limit 1) where id = $1
            """, id);
        return id;
    }
}
