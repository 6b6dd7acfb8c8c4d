using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages of experiments and promotions are reached, with a prompt of each visit's own.</summary>
internal static class RolloutVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        PageVisit.To("ExperimentsPage", "/experiments", Role.Admin),
        new("ExperimentsPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/experiments")),
        new("NewExperimentPage", "", Role.Admin, NewExperimentAsync),
        new("PromptsPage", "protected", Role.Owner, ProtectedLabelsAsync),
        new("PromptPage", "protected", Role.Admin, ProtectedPromptAsync),
        new("PromptPage", "protected units", Role.Admin, ProtectedUnitsAsync),
        new("PromptPage", "protected units of an owner", Role.Owner, ProtectedUnitsAsync),
        new("NewExperimentPage", "too much", Role.Admin, TooMuchAsync),
        new("ExperimentPage", "too much", Role.Admin, async (app, visitor) =>
        {
            await TooMuchAsync(app, visitor);
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save as a draft" }).ClickAsync();
            await Expect(visitor.Page.GetByText("A draft keeps its weights")).ToBeVisibleAsync();
        }),
        new("ExperimentPage", "draft", Role.Admin, (app, visitor) => ExperimentAsync(app, visitor, running: false)),
        new("ExperimentPage", "running", Role.Owner, (app, visitor) => ExperimentAsync(app, visitor, running: true)),
        new("PromotionsPage", "", Role.Admin, CanaryAsync(after: (_, visitor) => visitor.GoAsync("/promotions"))),
        new("PromotionsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/promotions")),
        new("PromotionPage", "canary", Role.Admin, CanaryAsync()),
        new("PromotionPage", "refused", Role.Admin, RefusedAsync),
        new("PromotionPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/promotions/{Guid.CreateVersion7()}")),
        new("ExperimentPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/experiments/{Guid.CreateVersion7()}")),
    ];

    /// <summary>A prompt with 1.0.0 in production and 1.1.0, and its id.</summary>
    internal static async Task<(Guid Id, string Slug)> PromptAsync(StudioApp app)
    {
        var id = Guid.CreateVersion7();
        var slug = $"support-{id:n}"[..30];
        await app.Database.ExecuteAsync("""
            with made as (insert into prompt (org_id, id, slug, name) select org_id, $1, $2, 'Support answer' from prompt where slug = 'assistant' returning org_id, id),
            version as (
              insert into prompt_version (org_id, id, prompt_id, version, content_hash, template, note, settings)
              select org_id, time_ordered_id(), id, v.number, sha256(v.template::bytea), v.template, v.note, v.settings::jsonb
              from made cross join (values ('1.0.0', 'Answer.', 'First version.', '{}'), ('1.1.0', 'Quote the clause, then answer.', 'Quote the clause, then answer', '{"temperature":0.2}')) v(number, template, note, settings)
              returning org_id, id, prompt_id, version)
            insert into prompt_label (org_id, prompt_id, label, version_id) select org_id, prompt_id, 'production', id from version where version = '1.0.0'
            """, id, slug);
        return (id, slug);
    }

    private static async Task NewExperimentAsync(StudioApp app, Visitor visitor)
    {
        var (_, slug) = await PromptAsync(app);
        await visitor.GoAsync($"/experiments/new?prompt={slug}");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Clause first");
        await visitor.Page.GetByLabel("What decides").SelectOptionAsync("asked_again");
        await Expect(visitor.Page.GetByText("in each arm until four of five")).ToBeVisibleAsync();
    }

    private static async Task ProtectedLabelsAsync(StudioApp app, Visitor visitor)
    {
        var label = NewLabel();
        await visitor.GoAsync("/prompts");
        await visitor.Page.GetByLabel("Label", new() { Exact = true }).FillAsync(label);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Protect", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = $"Unprotect {label}" })).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Which labels do only owners move?" }).ScrollIntoViewIfNeededAsync();
    }

    // An admin tries to move a label that only owners move.
    private static async Task ProtectedPromptAsync(StudioApp app, Visitor visitor)
    {
        var (id, slug) = await PromptAsync(app);
        var label = NewLabel();
        await app.Database.ExecuteAsync("""
            with standing as (insert into prompt_label (org_id, prompt_id, label, version_id) select org_id, prompt_id, $2, id from prompt_version where prompt_id = $1 and version = '1.0.0')
            insert into protected_label (org_id, label, protected_by) select org_id, $2, time_ordered_id() from prompt where id = $1
            """, id, label);
        await visitor.GoAsync($"/prompts/{slug}/1.1.0");
        await visitor.Page.GetByLabel("Put a label here").FillAsync(label);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText($"{label} is protected: only owners of your organization move it")).ToBeVisibleAsync();
    }

    // One unit is answered by a label that only owners move, another by production.
    private static async Task ProtectedUnitsAsync(StudioApp app, Visitor visitor)
    {
        var (id, slug) = await PromptAsync(app);
        var label = NewLabel();
        await app.Database.ExecuteAsync("""
            with standing as (insert into prompt_label (org_id, prompt_id, label, version_id) select org_id, prompt_id, $2, id from prompt_version where prompt_id = $1 and version = '1.0.0'),
            guarded as (insert into protected_label (org_id, label, protected_by) select org_id, $2, time_ordered_id() from prompt where id = $1),
            unit as (insert into organization_unit (org_id, id, name) select org_id, time_ordered_id(), n.name || right($2, 8) from prompt cross join (values ('Customers '), ('Office ')) n(name) where id = $1 returning org_id, id, name)
            insert into unit_label (org_id, prompt_id, unit_id, label, set_by, set_at) select org_id, $1, id, $2, time_ordered_id(), now() from unit where name like 'Customers%'
            """, id, label);
        await visitor.GoAsync($"/prompts/{slug}/1.1.0");
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Which units have another version?" }).ScrollIntoViewIfNeededAsync();
    }

    private static string NewLabel() => $"customer-{Guid.CreateVersion7():n}"[..21];

    // Evaluated and approved by nobody yet, with half of the traffic.
    private static async Task TooMuchAsync(StudioApp app, Visitor visitor)
    {
        var (id, slug) = await PromptAsync(app);
        await app.Database.ExecuteAsync("""
            insert into promotion (org_id, id, prompt_id, version_id, content_hash, state, requested_at) select org_id, time_ordered_id(), prompt_id, id, content_hash, 'evaluated', now() from prompt_version where prompt_id = $1 and version = '1.1.0'
            """, id);
        await visitor.GoAsync($"/experiments/new?prompt={slug}");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Clause first");
        await visitor.Page.GetByLabel("Weight of arm 1").FillAsync("50");
        await visitor.Page.GetByLabel("Weight of arm 2").FillAsync("50");
        await visitor.Page.GetByLabel("Weight of arm 2").BlurAsync();
        await Expect(visitor.Page.GetByText("With Now 95 % and New 5 % it can be started.")).ToBeVisibleAsync();
    }

    private static async Task ExperimentAsync(StudioApp app, Visitor visitor, bool running)
    {
        await NewExperimentAsync(app, visitor);
        var page = visitor.Page;
        await page.GetByLabel("What do you expect, and why?").FillAsync("Who sees the clause asks less often.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a draft" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true })).ToBeVisibleAsync();
        if (!running)
            return;
        var id = Guid.Parse(page.Url.Split('/')[^1]);
        // Half of the traffic is for versions that somebody else has approved.
        await app.Database.ExecuteAsync("""
            with approved as (
              insert into promotion (org_id, id, prompt_id, version_id, content_hash, state, requested_at, approved_by, approved_at, ended_at)
              select v.org_id, time_ordered_id(), v.prompt_id, v.id, v.content_hash, 'withdrawn', now(), time_ordered_id(), now(), now()
              from prompt_version v join experiment e on e.org_id = v.org_id and e.prompt_id = v.prompt_id where e.id = $1)
            update experiment_arm set weight = 50 where experiment_id = $1
            """, id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true })).ToBeVisibleAsync();
        await app.Database.ExecuteAsync("""
            with met as (
              insert into experiment_exposure (org_id, experiment_id, unit_id, arm)
              select e.org_id, e.id, time_ordered_id(), k % 2 from experiment e cross join generate_series(1, 2000) k where e.id = $1
              returning org_id, experiment_id, unit_id, arm)
            insert into experiment_answer (org_id, experiment_id, id, arm, stratum, unit_id, at, failed, refused, duration_ms, cost_nano_usd, length, citations, verified, rating, asked_again)
            select org_id, experiment_id, time_ordered_id(), arm, 50, unit_id, now() - interval '20 hours' + k * interval '36 seconds', k % 97 = 0, k % 41 = 0, 800 + (k * 37) % 900, 4100000 - arm * 200000,
                   700 + (k * 13) % 300, 2, 2 - (k % 9 = 0)::int, case when k % 5 = 0 then 1 when k % 23 = 0 then -1 end, k % (case when arm = 0 then 6 else 13 end) = 0
            from (select *, row_number() over (order by unit_id) as k from met) m
            """, id);
        await visitor.GoAsync($"/experiments/{id}");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Asked again" }).First).ToBeAttachedAsync();
    }

    private static async Task RefusedAsync(StudioApp app, Visitor visitor)
    {
        var (_, slug) = await PromptAsync(app);
        await visitor.GoAsync($"/prompts/{slug}/1.1.0");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for promotion" }).ClickAsync();
        await Expect(visitor.Page.GetByText("No suite of this prompt gates").First).ToBeVisibleAsync();
    }

    // The second step of a canary whose guards have been looked at for a day.
    private static Func<StudioApp, Visitor, Task> CanaryAsync(Func<StudioApp, Visitor, Task>? after = null) => async (app, visitor) =>
    {
        var (prompt, _) = await PromptAsync(app);
        var promotion = Guid.CreateVersion7();
        await app.Database.ExecuteAsync("""
            with version as (select * from prompt_version where prompt_id = $1),
            made as (
              insert into experiment (org_id, id, prompt_id, kind, name, unit, salt, metric, effect, state, started_at)
              select org_id, $2, prompt_id, 'canary', 'Canary of 1.1.0', 'conversation', 'salt', 'errors', 0.03, 'running', now() - interval '1 day' from version where version = '1.1.0' returning org_id, id),
            arms as (
              insert into experiment_arm (org_id, experiment_id, number, name, version_id, weight)
              select v.org_id, m.id, (v.version = '1.0.0')::int, v.version, v.id, case v.version when '1.1.0' then 5 else 95 end from version v cross join made m),
            asked as (
              insert into promotion (org_id, id, prompt_id, version_id, content_hash, incumbent_id, state, held, requested_at, approved_at, approval_note, experiment_id, step, step_started_at)
              select v.org_id, $2, v.prompt_id, v.id, v.content_hash, (select id from version where version = '1.0.0'), 'canary', true, now() - interval '2 days', now() - interval '1 day',
                     'Clause first is what the hotline asked for.', $2, 1, now() - interval '5 hours'
              from version v where version = '1.1.0' returning org_id, id),
            told as (
              insert into promotion_event (org_id, id, promotion_id, at, state, text)
              select org_id, time_ordered_id(), id, now() - e.ago, e.state, e.text from asked cross join (values (interval '2 days', 'evaluating', 'Asked for 1.1.0 to go into production.'),
                (interval '1 day', 'canary', 'The canary began: 1 % of traffic is answered with it.'), (interval '5 hours', 'canary', 'All guards hold: from now on 5 % of traffic is answered with it.')) e(ago, state, text))
            insert into canary_look (org_id, promotion_id, at, guard, step, candidate_count, candidate, incumbent_count, incumbent, low, high, worst)
            select a.org_id, a.id, now() - interval '1 day' + k * interval '30 minutes', g.guard, (k > 38)::int, k * 70, g.mean + g.spread * sin(k) / 4, k * 1300, g.mean, case when k > 3 then -g.spread * 6 / k end,
                   case when k > 3 then g.spread * 7 / k end, g.worst
            from asked a cross join generate_series(1, 48) k
            cross join (values ('errors', 0.01, 0.02, 0.005), ('refused', 0.031, 0.03, 0.01), ('thumbs_down', 0.06, 0.06, 0.01), ('asked_again', 0.118, 0.04, 0.01), ('slow', 0.05, 0.04, 0.02),
                                       ('cost', 4300000, 0.3, 0.10), ('verified', 0.93, 0.05, 0.02)) g(guard, mean, spread, worst)
            """, prompt, promotion);
        await (after is null ? visitor.GoAsync($"/promotions/{promotion}") : after(app, visitor));
        await Expect(visitor.Page.GetByText("Canary 5 %").First).ToBeVisibleAsync();
    };
}
