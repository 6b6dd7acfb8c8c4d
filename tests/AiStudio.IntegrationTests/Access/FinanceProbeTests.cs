using System.Net;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Access;

/// <summary>
/// Finance reads every figure and no word: every page and every GET of the app, with every id of the organization, holds nothing of what others wrote into chats, prompts,
/// memories and comments, nor of documents that are not theirs to read.
/// </summary>
public sealed class FinanceProbeTests(StudioSite site, ITestOutputHelper output) : IClassFixture<StudioSite>
{
    /// <summary>Where words stand, each with the statement that puts some there. $1 the organization, $2 its owner, $3 the words.</summary>
    private static readonly (string Place, string Sql)[] Words =
    [
        ("conversation", "update conversation set title = $3 where org_id = $1 and $2 = $2"),
        ("message", "update message set parts = jsonb_build_array(jsonb_build_object('type', 'text', 'text', $3::text)) where org_id = $1 and $2 = $2"),
        ("feedback", "insert into feedback (org_id, message_id, owner_id, rating, comment) select org_id, id, owner_id, -1, $3 from message where org_id = $1 and owner_id = $2 and role = 'assistant'"),
        ("user_memory", "insert into user_memory (org_id, id, owner_id, text) values ($1, time_ordered_id(), $2, $3)"),
        ("conversation_summary", "insert into conversation_summary (org_id, conversation_id, owner_id, upto_message_id, summary) select org_id, conversation_id, owner_id, id, $3 from message where org_id = $1 and owner_id = $2"),
        ("retrieval_log", "insert into retrieval_log (org_id, id, owner_id, query, candidates, duration_ms) values ($1, time_ordered_id(), $2, $3, '[]', 1)"),
        ("prompt_version", "update prompt_version set template = $3, note = $3 where org_id = $1 and $2 = $2"),
        ("assistant", "update assistant set description = $3 where org_id = $1 and $2 = $2"),
        ("call", "update call set end_user = $3 where org_id = $1 and $2 = $2"),
        ("document", """
            with base as (insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, time_ordered_id(), 'Closed to all but admins', id from embedding_profile where org_id = $1 and $2 = $2 limit 1 returning *),
            closed as (insert into knowledge_base_reader (org_id, id, knowledge_base_id) select org_id, time_ordered_id(), id from base),
            made as (insert into document (org_id, id, knowledge_base_id, name, state, chunk_count) select org_id, time_ordered_id(), id, $3, 'ready', 1 from base returning *),
            version as (
              insert into document_version (org_id, id, document_id, number, media_type, size_bytes, content_hash, original, text)
              select org_id, time_ordered_id(), id, 1, 'text/plain', 1, '\x00', $3::text::bytea, $3 from made returning *)
            insert into chunk (org_id, id, knowledge_base_id, document_id, document_version_id, ordinal, span_start, span_end, text, content_hash, heading_path)
            select v.org_id, time_ordered_id(), m.knowledge_base_id, m.id, v.id, 0, 0, 1, $3, '\x00', $3 from version v join made m on m.id = v.document_id
            """),
    ];

    /// <summary>Everybody chooses among assistants by what they are for.</summary>
    private static readonly string[] Shared = ["assistant"];

    [Fact]
    public async Task EveryPageAndGet_AsFinance_HoldsNoWordOfOthers()
    {
        await using var host = site.NewHost(configure: null, [.. new[] { "User", "Organization", "ApiKey", "Address" }.Select(scope => ($"RateLimits:{scope}Requests", "0")), ("RateLimits:OrganizationTokens", "0")]);
        var (things, owner) = await ForeignThings.MakeOwnAsync(site, host);
        var canaries = Words.ToDictionary(words => $"canary-in-{words.Place.Replace('_', '-')}", words => words.Place);
        foreach (var (place, sql) in Words)
            Assert.True(await site.Database.ExecuteAsync(sql, owner.OrganizationId, owner.UserId, $"canary-in-{place.Replace('_', '-')}") > 0, place);
        await things.FindAsync(owner.UserId);
        var finance = site.NewVisitor(host);
        await finance.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Finance)).Email, StudioSite.Password);
        var ofOwner = site.NewVisitor(host);
        await ofOwner.SignInAsync(owner.Email, StudioSite.Password);

        var (shown, seen, failed, probes) = (new SortedSet<string>(), new HashSet<string>(), new List<string>(), 0);
        foreach (var route in RouteProbe.All(site).Where(route => route.Method == "GET"))
        {
            string[] slugs = route.Pattern.Contains("slug", StringComparison.OrdinalIgnoreCase) ? ["assistant", "1.0.0"] : [];
            foreach (var id in route.NamesAThing ? [.. things.Ids, .. slugs] : things.Ids.Take(1))
            {
                probes++;
                var (status, body) = await finance.GetAsync(route.Path(id));
                foreach (var canary in canaries.Keys.Where(canary => body.Contains(canary, StringComparison.Ordinal) && !Shared.Contains(canaries[canary])))
                    shown.Add($"{route.Pattern} shows the words of {canaries[canary]}");
                if (status >= HttpStatusCode.InternalServerError)
                    failed.Add($"{route.Path(id)} answers {status}");
                // That whoever may read the words does get them shows that they would be seen here.
                if (seen.Count < canaries.Count)
                    seen.UnionWith(canaries.Keys.Where((await ofOwner.GetAsync(route.Path(id))).Body.Contains));
            }
        }

        output.WriteLine($"{probes} probes; the owner is shown {string.Join(", ", seen)}");
        Assert.Empty(shown);
        Assert.Empty(failed);
        Assert.Superset(new HashSet<string> { "canary-in-conversation", "canary-in-message", "canary-in-document", "canary-in-prompt-version" }, seen);
    }
}
