using System.Text;
using AiStudio.Features.Knowledge.Readers;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Models.Caching;
using AiStudio.IntegrationTests.Traces;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class BaseDeletionTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Base_Deleted_LeavesNoWordOfItInAnyTable()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var (canary, asked) = ($"canary{Guid.CreateVersion7():n}", $"finch{Guid.CreateVersion7():n}");
        await LeaveTracksAsync(bench, canary, asked);
        var other = (await bench.Bases.CreateAsync(bench.Caller, "Kept", "", Cancellation)).Value;
        await bench.AddAsync(other, "kept.md", "The heron stands in the reeds.");
        await bench.RunJobsAsync();
        await bench.GatherAsync([bench.BaseId, other], "Where does the heron stand?");
        // What looks everywhere must be able to find.
        Assert.Superset(
            new HashSet<string>(["chunk", "curated_answer", "document", "document_version", "posting", "question_set", "retrieval_question", "retrieval_result", "stored_file"]),
            await TablesWithAsync(canary));
        Assert.Superset(
            new HashSet<string>(["chunk_embedding", "knowledge_base_reader", "knowledge_query_base", "quote_tally", "retrieval_setting", "eval_suite"]), await TablesWithAsync(bench.BaseId.ToString()));
        var chunks = await bench.ScalarAsync<long>("select count(*) from chunk where knowledge_base_id = $1", bench.BaseId);
        Assert.True(chunks > 1_000, $"{chunks} chunks are taken away in one step");

        Assert.True((await bench.Bases.ArchiveAsync(bench.Caller, bench.BaseId, Cancellation)).Succeeded);
        Assert.True((await bench.Deletions.BeginAsync(bench.Caller, bench.BaseId, "Handbook", Cancellation)).Succeeded);
        await bench.RunJobsAsync();

        Assert.Empty(await TablesWithAsync(canary));
        // A person's own list of what they searched for is theirs; with the base goes what those knew who looked after it.
        Assert.Equal(["retrieval_log"], await TablesWithAsync(asked));
        // They say that there was a base, and nothing of what stood in it.
        Assert.Equal(["activity_log", "job", "retrieval_log"], (await TablesWithAsync(bench.BaseId.ToString())).Order());
        Assert.Equal("knowledge_base.deletion_begun, knowledge_base.deleted", await bench.ScalarAsync<string>(
            "select string_agg(action, ', ' order by id) from activity_log where subject_id = $1 and actor_id = $2 and action like '%.delet%' and detail ->> 'name' = 'Handbook'", bench.BaseId, bench.Caller.UserId));
        Assert.Equal($"succeeded 100 {chunks}", await bench.ScalarAsync<string>("""
            select j.state || ' ' || j.progress_percent || ' ' || (a.detail ->> 'chunks') from job j join activity_log a on a.org_id = j.org_id and a.subject_id = j.subject_id and a.action = 'knowledge_base.deletion_begun'
            where j.kind = 'delete_base' and j.subject_id = $1
            """, bench.BaseId));
        // What another base was searched with too is that one's as well.
        Assert.Equal(1L, await bench.ScalarAsync<long>("select count(*) from knowledge_query q join knowledge_query_base b on b.query_id = q.id where b.knowledge_base_id = $1", other));
        Assert.Equal(1L, await bench.ScalarAsync<long>("select count(*) from document where knowledge_base_id = $1 and state = 'ready'", other));
    }

    [Fact]
    public async Task Base_ThatMayNotBeDeleted_Stays()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var (member, stranger) = (await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Finance), await database.CreateOrganizationAsync());
        Assert.Equal("not_archived", await BeginAsync(bench, bench.Caller));
        await bench.Bases.ArchiveAsync(bench.Caller, bench.BaseId, Cancellation);
        var assistant = await database.AddAssistantAsync(bench.Caller, "Quartermaster");
        await database.ExecuteAsync("insert into assistant_knowledge (org_id, assistant_id, knowledge_base_id) values ($1, $2, $3)", bench.Caller.OrganizationId, assistant, bench.BaseId);

        Assert.Equal("admins_only", await BeginAsync(bench, member));
        Assert.Equal("knowledge_base_not_found", await BeginAsync(bench, stranger));
        Assert.Equal("name_differs", await BeginAsync(bench, bench.Caller, "handbook"));
        Assert.Equal(["Quartermaster"], (await bench.Deletions.ReadAsync(bench.Caller, bench.BaseId, Cancellation)).Value!.Assistants);
        Assert.Equal("assistants_read_it", await BeginAsync(bench, bench.Caller));
        Assert.Equal(0L, await bench.ScalarAsync<long>("select count(*) from job where org_id = $1", bench.Caller.OrganizationId));

        // One that answers nobody any more stands in nobody's way.
        await database.ExecuteAsync("update assistant set archived_at = now() where id = $1", assistant);
        Assert.Null(await BeginAsync(bench, bench.Caller));
        await bench.RunJobsAsync();
        Assert.Equal(0L, await bench.ScalarAsync<long>("select count(*) from knowledge_base where id = $1", bench.BaseId));
    }

    [Fact]
    public async Task Base_WhoseDeletionBreaksOff_TellsHowFarItIsAndGoesOn()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("guide.md", Paragraphs("heron", 30));
        await bench.RunJobsAsync();
        await bench.Bases.ArchiveAsync(bench.Caller, bench.BaseId, Cancellation);
        var job = (await bench.Deletions.BeginAsync(bench.Caller, bench.BaseId, "Handbook", Cancellation)).Value;
        await database.ExecuteAsync("""
            create function refuse_this() returns trigger language plpgsql as $$ begin if old.name = 'guide.md' then raise 'The power went.'; end if; return old; end $$;
            create trigger refuse_this before delete on document for each row execute function refuse_this();
            grant execute on function refuse_this() to public
            """);

        await bench.RunJobsAsync();
        // It was tried again until it was given up.
        Assert.Equal("dead", await bench.ScalarAsync<string>("select state from job where id = $1", job));
        var broken = (await bench.Deletions.ListAsync(bench.Caller, Cancellation))[bench.BaseId];
        Assert.Equal((30, 30, 100, true), (broken.Deleted, broken.Chunks, broken.Percent, broken.Stopped));
        Assert.NotNull(broken.Reason);
        Assert.Equal("1 0", await bench.ScalarAsync<string>("select (select count(*) from document where knowledge_base_id = $1) || ' ' || (select count(*) from chunk where knowledge_base_id = $1)", bench.BaseId));
        Assert.Equal("being_deleted", (await bench.Bases.RestoreAsync(bench.Caller, bench.BaseId, Cancellation)).Error?.Code);

        await database.ExecuteAsync("drop trigger refuse_this on document; drop function refuse_this()");
        Assert.Equal(job, (await bench.Deletions.BeginAsync(bench.Caller, bench.BaseId, "Handbook", Cancellation)).Value);
        Assert.Equal(job, (await bench.Deletions.BeginAsync(bench.Caller, bench.BaseId, "Handbook", Cancellation)).Value);
        Assert.False((await bench.Deletions.ListAsync(bench.Caller, Cancellation))[bench.BaseId].Stopped);
        await bench.RunJobsAsync();

        Assert.Equal("knowledge_base_not_found", (await bench.Deletions.ReadAsync(bench.Caller, bench.BaseId, Cancellation)).Error?.Code);
        Assert.Equal("deletion_begun, deletion_resumed, deleted", await bench.ScalarAsync<string>(
            "select string_agg(substr(action, 16), ', ' order by id) from activity_log where subject_id = $1 and action like 'knowledge_base.delet%'", bench.BaseId));
    }

    [Fact]
    public async Task Base_DeletedByAnAdminWhoIsOneNoMore_IsDeletedAllTheSame()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("guide.md", Paragraphs("heron", 5));
        await bench.RunJobsAsync();
        await bench.GatherAsync("heron");
        // Nobody but those who look after it reads it.
        await bench.Readers.ChangeAsync(bench.Caller, bench.BaseId, _ => new ReaderChoice(false, [], [], []), Cancellation);
        await bench.Bases.ArchiveAsync(bench.Caller, bench.BaseId, Cancellation);
        var admin = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Admin);
        Assert.Null(await BeginAsync(bench, admin));
        await database.ExecuteAsync("update membership set role = 'member' where user_id = $1", admin.UserId);

        await bench.RunJobsAsync();

        Assert.Equal("0 0", await bench.ScalarAsync<string>("select (select count(*) from knowledge_base where id = $1) || ' ' || (select count(*) from knowledge_query where org_id = $2)", bench.BaseId, bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task Base_DeletedWhileItIsIndexed_StopsThat()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var document = await bench.AddAsync("guide.md", Paragraphs("heron", 5));
        var indexing = await bench.ScalarAsync<Guid>("select job_id from document_version where document_id = $1", document);
        await bench.Bases.ArchiveAsync(bench.Caller, bench.BaseId, Cancellation);
        var job = (await bench.Deletions.BeginAsync(bench.Caller, bench.BaseId, null, Cancellation)).Value;

        await bench.RunJobAsync(job);

        Assert.Equal("cancelled", await bench.ScalarAsync<string>("select state from job where id = $1", indexing));
        Assert.Equal("succeeded", await bench.ScalarAsync<string>("select state from job where id = $1", job));
    }

    private async Task LeaveTracksAsync(KnowledgeBench bench, string canary, string asked)
    {
        var organization = bench.Caller.OrganizationId;
        var document = await bench.AddAsync("guide.md", Paragraphs("heron", 1_001) + $"\n\n## {canary}\n\nThe {canary} nests in the reeds.");
        await bench.RunJobsAsync();
        await bench.AddAsync("guide.md", Paragraphs("heron", 1_001) + $"\n\n## {canary}\n\nThe {canary} nests in the willows.");
        await bench.RunJobsAsync();
        await database.ExecuteAsync("update document set tags = array[$2], source_url = 'https://example.com/' || $2 where id = $1", document, canary);
        var answer = (await bench.Curation.ProposeAsync(bench.Caller, bench.BaseId, $"Where does the {canary} nest?", $"The {canary} nests in the reeds.", Cancellation)).Value;
        Assert.NotEqual(Guid.Empty, answer);
        var set = await bench.Sets.ImportAsync(bench.Caller, bench.BaseId, "Often asked", Encoding.UTF8.GetBytes($$"""{"question": "Where does the {{canary}} nest?", "doc_id": "guide"}"""), Cancellation);
        Assert.True(set.Succeeded, set.Error?.Message);
        Assert.True((await bench.Runs.StartAsync(bench.Caller, bench.BaseId, set.Value, null, Cancellation)).Succeeded);
        await bench.RunJobsAsync();
        await database.ExecuteAsync("update question_set set name = $2 where id = $1", set.Value, canary);
        await database.ExecuteAsync("update retrieval_result r set found = array[$2] from retrieval_run n where n.id = r.run_id and n.question_set_id = $1", set.Value, canary);
        await bench.SetAsync(Features.Knowledge.Retrieval.RetrievalSettings.Default with { TopK = 7 });
        await bench.Readers.ChangeAsync(bench.Caller, bench.BaseId, choice => choice with { Everybody = false, Roles = ["finance"] }, Cancellation);
        await database.ExecuteAsync("insert into quote_tally (org_id, knowledge_base_id, day, quoted, missing) values ($1, $2, current_date, 1, 0)", organization, bench.BaseId);
        await database.ExecuteAsync("insert into eval_suite (org_id, id, slug, name, prompt_id, model, knowledge_base_ids) select org_id, $2, 'birds', 'Birds', prompt_id, 'balanced', array[$3] from assistant where id = $1",
            await database.AddAssistantAsync(bench.Caller), Guid.CreateVersion7(), bench.BaseId);
        await bench.GatherAsync($"Where does the heron {asked} stand?");
    }

    private static string Paragraphs(string name, int count) => string.Join("\n\n", Enumerable.Range(0, count).Select(at => $"## {name} {at}\n\nThe {name} number {at} stands in the reeds."));

    private static async Task<string?> BeginAsync(KnowledgeBench bench, Caller caller, string? name = "Handbook") =>
        (await bench.Deletions.BeginAsync(caller, bench.BaseId, name, Cancellation)).Error?.Code;

    private async Task<HashSet<string>> TablesWithAsync(string word) =>
        (await Canaries.FindAsync(database, word, Cancellation)).Select(found => found.Split(':')[0]).ToHashSet();
}
