using AiStudio.IntegrationTests.Api;

namespace AiStudio.IntegrationTests.Management;

/// <summary>A prompt as the examples speak of it, an experiment of it, and a promotion in each state in which something can be done with one.</summary>
internal static class PromptThings
{
    private static readonly (string Action, string State)[] s_promotions =
        [("approve", "evaluated"), ("override", "refused"), ("withdraw", "evaluated"), ("rollback", "canary"), ("unblock", "rolled_back")];

    /// <returns>What stands in addresses and examples, and what stands in its place here.</returns>
    public static async Task<IReadOnlyList<(string Text, string Here)>> MakeAsync(ApiSite api, Desk desk, string unique)
    {
        var (organization, slug) = (desk.Caller.OrganizationId, $"p{unique}");
        var prompt = await PromptAsync(api, organization, slug, "1.3.2", "1.4.0", "2.3.1", "2.4.0");
        await api.Database.ExecuteAsync("""
            with at as (select v.version, v.id from prompt_version v where v.prompt_id = $2),
            standing as (insert into prompt_label (org_id, prompt_id, label, version_id) select $1, $2, 'staging', id from at where version = '2.3.1')
            insert into label_move (org_id, id, prompt_id, label, from_version_id, to_version_id) select $1, gen_random_uuid(), $2, 'staging', a.id, b.id from at a, at b where a.version = '1.4.0' and b.version = '2.3.1'
            """, organization, prompt);
        await api.Database.ExecuteAsync("insert into protected_label (org_id, label, protected_by) values ($1, $2, $3)", organization, $"p{unique[..29]}", desk.Caller.UserId);
        var experiment = await desk.PostAsync("/api/experiments", $$"""
            {"prompt":"{{slug}}","name":"x","metric":"errors","effect":0.1,"arms":[{"version":"1.3.2"},{"version":"1.4.0"}]}
            """);
        var made = new List<(string, string)>
        {
            ("\"prompt\":\"support-answer\"", $"\"prompt\":\"{slug}\""),
            ("/api/prompts/{slug}", $"/api/prompts/{slug}"),
            ("/labels/{label}", "/labels/staging"),
            ("/api/protected-labels/{label}", $"/api/protected-labels/p{unique[..29]}"),
            ("/api/experiments/{id}", $"/api/experiments/{experiment.IdOf("entry")}"),
        };
        foreach (var (action, state) in s_promotions)
        {
            var id = Guid.CreateVersion7();
            await api.Database.ExecuteAsync("""
                insert into promotion (org_id, id, prompt_id, version_id, content_hash, state, requested_at, step_started_at) select $1, $2, $3, id, content_hash, $4, now(), now() from prompt_version where prompt_id = $3
                """, organization, id, await PromptAsync(api, organization, $"{action[..1]}{unique}", "1.0.0"), state);
            made.Add(($"/api/promotions/{{id}}/{action}", $"/api/promotions/{id}/{action}"));
        }

        return made;
    }

    // By nobody, so that whoever asks may approve it.
    private static async Task<Guid> PromptAsync(ApiSite api, Guid organization, string slug, params string[] versions)
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("insert into prompt (org_id, id, slug, name) values ($1, $2, $3, $3)", organization, id, slug);
        foreach (var version in versions)
        {
            await api.Database.ExecuteAsync(
                "insert into prompt_version (org_id, id, prompt_id, version, content_hash, template) values ($1, $2, $3, $4, sha256($5::bytea), $5)", organization, Guid.CreateVersion7(), id, version, $"Say {version}.");
        }

        return id;
    }
}
