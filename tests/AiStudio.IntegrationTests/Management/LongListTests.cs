using AiStudio.IntegrationTests.People;

namespace AiStudio.IntegrationTests.Management;

/// <summary>Lists are paged to their end, however long they are.</summary>
public sealed class LongListTests(StudioSite site) : IClassFixture<StudioSite>
{
    [Theory]
    [InlineData("/api/knowledge-bases", 600, "insert into knowledge_base (org_id, id, name, description, embedding_profile_id, created_by) select $1, gen_random_uuid(), 'Base ' || n, '', (select id from embedding_profile where org_id = $1 order by version desc limit 1), $2 from generate_series(1, 600) n")]
    [InlineData("/api/keys", 450, "insert into api_key (org_id, id, name, prefix, secret_hash, scopes, created_by) select $1, gen_random_uuid(), 'Key ' || n, 'prefix' || n, ''::bytea, '{chat}', $2 from generate_series(1, 450) n")]
    [InlineData("/api/invitations", 450, "insert into invitation (org_id, id, email, role, token_hash, invited_by, expires_at) select $1, gen_random_uuid(), 'person' || n || '@example.test', 'member', sha256(n::text::bytea), $2, now() + interval '1 day' from generate_series(1, 450) n")]
    [InlineData("/api/rate-limits", 450, "insert into rate_limit_rule (org_id, id, scope, subject_id, unit, per_minute) select $1, gen_random_uuid(), 'user', $2, 'requests', 100000 from generate_series(1, 450) n")]
    public async Task EveryRow_OfAListBeyondOnePage_IsReached(string path, int rows, string sql)
    {
        var desk = await Desk.OwnerAsync(site);
        await site.Database.ExecuteAsync(sql, desk.Caller.OrganizationId, desk.Caller.UserId);

        var all = await desk.AllAsync(path, 200);

        Assert.Equal(rows, all.Count(row => row.GetProperty("id").GetGuid() != Guid.Empty));
        Assert.Equal(rows, all.Select(row => row.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal((400, "cursor_invalid"), ((await desk.GetAsync($"{path}?cursor=abcd")).Status, (await desk.GetAsync($"{path}?cursor=abcd")).Code));
    }
}
