using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

/// <summary>An archived base on its way out.</summary>
internal static class DeletionVisits
{
    /// <summary>What would go, with an assistant in the way.</summary>
    public static async Task NamedAsync(StudioApp app, Visitor visitor)
    {
        var (id, _) = await ArchivedAsync(app);
        var assistant = Guid.CreateVersion7();
        await app.Database.ExecuteAsync("""
            insert into assistant (org_id, id, slug, name, prompt_id, model) select org_id, $1, 'quartermaster-' || $1, 'Quartermaster', prompt_id, model from assistant where is_default limit 1
            """, assistant);
        await app.Database.ExecuteAsync("insert into assistant_knowledge (org_id, assistant_id, knowledge_base_id) select org_id, id, $2 from assistant where id = $1", assistant, id);
        await visitor.GoAsync($"/knowledge/{id}/delete");
        await Expect(visitor.Page.GetByText("Assistants name this base: Quartermaster")).ToBeVisibleAsync();
        await app.Database.ExecuteAsync("update assistant set archived_at = now() where id = $1", assistant);
    }

    /// <summary>What would go, after another name was typed.</summary>
    public static async Task AskedAsync(StudioApp app, Visitor visitor)
    {
        var (id, _) = await ArchivedAsync(app);
        await visitor.GoAsync($"/knowledge/{id}/delete");
        await visitor.Page.GetByLabel("Type its name").FillAsync("Another");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Expect(visitor.Page.GetByText("That is not the name of this base")).ToBeVisibleAsync();
    }

    /// <summary>From the list of archived bases to the end.</summary>
    public static async Task DeletedAsync(StudioApp app, Visitor visitor)
    {
        var (page, (id, name)) = (visitor.Page, await ArchivedAsync(app));
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync("/knowledge");
        await page.GetByRole(AriaRole.Button, new() { Name = "Archived bases" }).ClickAsync();
        await Visitor.GoAsync(page, await page.GetByRole(AriaRole.Link, new() { Name = $"Delete {name}" }).GetAttributeAsync("href") ?? "");
        await page.GetByLabel("Type its name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Expect(page.GetByText($"{name} is deleted, with all that was in it.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Equal(0L, await app.Database.ScalarAsync<long>("select count(*) from knowledge_base where id = $1", id));
    }

    /// <summary>The list while one is being deleted and another's deletion has been stopped.</summary>
    public static async Task UnderWayAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        foreach (var (state, done) in new[] { ("running", 12_400), ("cancelled", 700) })
        {
            var ((id, _), job) = (await ArchivedAsync(app), Guid.CreateVersion7());
            await app.Database.ExecuteAsync("""
                insert into job (org_id, id, kind, subject_id, state, stage, lease_token, lease_until, due_at)
                select org_id, $2, 'delete_base', id, $3, 'chunks', gen_random_uuid(), now() + interval '1 hour', now() from knowledge_base where id = $1
                """, id, job, state);
            await app.Database.ExecuteAsync("update knowledge_base set deletion_job_id = $2, chunks_to_delete = 100000, chunks_deleted = $3 where id = $1", id, job, done);
        }

        await visitor.GoAsync("/knowledge");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Archived bases" }).ClickAsync();
        await Expect(visitor.Page.GetByText("12,400 of 100,000 chunks").First).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Deletion stopped").First).ToBeVisibleAsync();
    }

    private static async Task<(Guid Id, string Name)> ArchivedAsync(StudioApp app)
    {
        await app.DocumentationIsIndexedAsync();
        var id = Guid.CreateVersion7();
        var name = $"Handbook of {id:n}"[..30];
        await app.Database.ExecuteAsync("""
            insert into knowledge_base (org_id, id, name, embedding_profile_id, archived_at) select org_id, $1, $2, embedding_profile_id, now() from knowledge_base order by id limit 1
            """, id, name);
        await app.Database.ExecuteAsync("insert into curated_answer (org_id, id, knowledge_base_id, question, answer) select org_id, $2, id, 'Who knows?', 'Nobody does.' from knowledge_base where id = $1", id, Guid.CreateVersion7());
        return (id, name);
    }
}
