using System.Text;
using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

/// <summary>The pages of a knowledge base for those who look after it.</summary>
internal static class KnowledgeVisits
{
    public static async Task GoAsync(StudioApp app, Visitor visitor, string page)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync($"/knowledge/{await BaseAsync(app)}/{page}");
    }

    public static async Task QueriesAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await AskedAsync(app, "What does ./studio reset do?", found: true);
        await AskedAsync(app, "Which volcano erupted near Reykjavik, and how far did its ashes come on the way to the mainland?", found: false);
        await visitor.GoAsync($"/knowledge/{await BaseAsync(app)}/queries");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "What does ./studio reset do?" }).First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Search again now" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Searched again in")).ToBeVisibleAsync();
    }

    public static async Task AddingAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await AskedAsync(app, "How are budgets held for a call?", found: true);
        await visitor.GoAsync($"/knowledge/{await BaseAsync(app)}/queries?q=budgets+held+for");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "How are budgets held for a call?" }).First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add to evaluation" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("Documents that answer it")).Not.ToHaveValueAsync("");
    }

    public static async Task NoQueriesAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync($"/knowledge/{await BaseAsync(app)}/queries?show=thumbs-down&q=nothing+of+the+kind");
        await Expect(visitor.Page.GetByText("No question is like that")).ToBeVisibleAsync();
    }

    public static async Task NoQuestionsAsync(StudioApp app, Visitor visitor)
    {
        var id = Guid.CreateVersion7();
        await app.Database.ExecuteAsync("""
            insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, $1, $2, embedding_profile_id from knowledge_base order by id limit 1
            """, id, $"Archive of {id:n}"[..30]);
        await visitor.GoAsync($"/knowledge/{id}/evaluation");
        await Expect(visitor.Page.GetByText("No questions yet")).ToBeVisibleAsync();
        await app.Database.ExecuteAsync("update knowledge_base set archived_at = now() where id = $1", id);
    }

    public static async Task ArchiveAsync(StudioApp app, Visitor visitor)
    {
        var (page, id) = (visitor.Page, Guid.CreateVersion7());
        await app.DocumentationIsIndexedAsync();
        var name = $"Handbook of {id:n}"[..30];
        await app.Database.ExecuteAsync("""
            insert into knowledge_base (org_id, id, name, embedding_profile_id, archived_at) select org_id, $1, $2, embedding_profile_id, now() from knowledge_base order by id limit 1
            """, id, name);
        await visitor.GoAsync("/knowledge");
        await page.GetByRole(AriaRole.Button, new() { Name = "Archived bases" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Restore {name}" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/knowledge/{id}"));
        await Expect(page.GetByText("No documents yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Archived bases" }).ClickAsync();
        await app.Database.ExecuteAsync("update knowledge_base set archived_at = now() where id = $1", id);
    }

    public static async Task ComparedAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        var (page, knowledge, name) = (visitor.Page, await BaseAsync(app), $"Support {Guid.CreateVersion7():n}"[..24]);
        await visitor.GoAsync($"/knowledge/{knowledge}/search");
        await page.GetByLabel("Fuse by rank").CheckAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save for chats" })).ToBeEnabledAsync();
        await Visitor.GoAsync(page, await page.GetByRole(AriaRole.Link, new() { Name = "Evaluate" }).GetAttributeAsync("href") ?? "");
        await page.GetByLabel("File").ChooseAsync("questions.jsonl", "application/jsonl", Encoding.UTF8.GetBytes("""
            {"question": "What does ./studio reset do?", "doc_id": "README"}
            {"question": "How are migrations numbered?", "doc_id": "migrations README"}
            {"question": "Which volcano erupted near Reykjavik?", "doc_ids": []}
            {"question": "Where is the handbook?", "doc_id": "no-such-document"}
            """));
        await page.GetByLabel("Name of a new set").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add questions" }).ClickAsync();
        await Expect(page.GetByText("Not in this base: no-such-document")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run what was tried on the bench" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run with the saved settings" }).ClickAsync();
        var runs = page.GetByRole(AriaRole.Region, new() { Name = "Runs table" });
        await Expect(runs.GetByText("Done", new() { Exact = true })).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await runs.GetByRole(AriaRole.Link, new() { NameRegex = new("^Results of") }).Last.ClickAsync();
        await runs.GetByRole(AriaRole.Link, new() { NameRegex = new("^Compare with") }).First.ClickAsync();
        await Expect(page.GetByText("question by question")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Results table" })).ToContainTextAsync("Abstained");
    }

    public static async Task ReadersAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        var (page, id) = (visitor.Page, Guid.CreateVersion7());
        // A base of its own: the others go on reading the documentation.
        await app.Database.ExecuteAsync("""
            insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, $1, $2, embedding_profile_id from knowledge_base order by id limit 1
            """, id, $"Salaries of {id:n}"[..30]);
        await visitor.GoAsync($"/knowledge/{id}/readers");
        await page.GetByLabel("Only these").CheckAsync();
        await Expect(page.GetByText("Nobody but owners and admins reads it now.")).ToBeVisibleAsync();
        await page.GetByLabel("Name of a new group").FillAsync($"Works council {id:n}"[..30]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the group" }).ClickAsync();
        await Expect(page.Locator("details.group").First).ToBeVisibleAsync();
        await page.GetByLabel("Role, group or person").SelectOptionAsync(new SelectOptionValue { Value = "role:finance" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add reader" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove the role finance" })).ToBeVisibleAsync();
        await page.Locator("details.group summary").First.ClickAsync();
        await page.GetByLabel(new System.Text.RegularExpressions.Regex("^Add a person to")).First.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Take ") }).First).ToBeVisibleAsync();
        await app.Database.ExecuteAsync("update knowledge_base set archived_at = now() where id = $1", id);
    }

    private static Task<Guid> BaseAsync(StudioApp app) => app.Database.ScalarAsync<Guid>("select knowledge_base_id from document order by id limit 1");

    /// <summary>As a program's search leaves it in the log.</summary>
    private static Task<int> AskedAsync(StudioApp app, string question, bool found) => app.Database.ExecuteAsync("""
        insert into retrieval_log (org_id, id, owner_id, query, candidates, duration_ms, knowledge_base_ids, fits)
        select b.org_id, $1, (select user_id from membership m where m.org_id = b.org_id order by user_id limit 1), $2,
               case when $3 then (select jsonb_agg(jsonb_build_object('chunkId', c.id, 'documentVersionId', c.document_version_id, 'score', 1.0 / c.n, 'used', c.n <= 5,
                 'words', jsonb_build_object('score', 12.5 / c.n, 'rank', c.n), 'vector', jsonb_build_object('score', 0.8 / c.n, 'rank', c.n)))
                 from (select id, document_version_id, row_number() over (order by id) as n from chunk where knowledge_base_id = b.id limit 12) c) else '[]'::jsonb end,
               42, array[b.id], $3
        from knowledge_base b where b.id = (select knowledge_base_id from document order by id limit 1)
        """, Guid.CreateVersion7(), question, found);
}
