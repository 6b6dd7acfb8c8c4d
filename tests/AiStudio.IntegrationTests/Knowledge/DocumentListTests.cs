using AiStudio.Features.Knowledge;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class DocumentListTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Fact]
    public async Task List_OfMoreThanAPage_ShowsEachOnceInTheOrderOfNamesAndCountsAll()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        await database.ExecuteAsync("""
            insert into document (org_id, id, knowledge_base_id, name, state)
            select $1, gen_random_uuid(), $2, case when n % 2 = 0 then 'doc ' else 'Doc ' end || n / 3, case n % 5 when 0 then 'failed' when 1 then 'processing' when 2 then 'cancelled' else 'ready' end
            from generate_series(1, 250) n
            """, bench.Caller.OrganizationId, bench.BaseId);
        await database.ExecuteAsync("""
            insert into document_version (org_id, id, document_id, number, media_type, size_bytes, content_hash, original)
            select org_id, gen_random_uuid(), id, 1, 'text/plain', 1, '', '' from document where knowledge_base_id = $1
            """, bench.BaseId);

        var all = await AllAsync(bench, new DocumentQuery(bench.BaseId));
        var failed = await AllAsync(bench, new DocumentQuery(bench.BaseId) { Shown = DocumentShown.Failed });
        var found = await bench.RowsAsync(new DocumentQuery(bench.BaseId) { Search = "DOC 7", Shown = DocumentShown.InProgress });

        Assert.Equal(250, all.Select(row => row.Id).Distinct().Count());
        Assert.Equal(all.Select(row => row.Name.ToLowerInvariant()), all.Select(row => row.Name.ToLowerInvariant()).Order(StringComparer.Ordinal));
        Assert.Equal((100, 100), (failed.Count, failed.Count(row => row.State is "failed" or "cancelled")));
        Assert.Equal(new DocumentCounts(250, 50, 100), (await bench.RowsAsync(new DocumentQuery(bench.BaseId))).Counts);
        Assert.Equal((found.Counts.InProgress, true), (found.Rows.Count, found.Counts.All > found.Rows.Count));
        Assert.All(found.Rows, row => Assert.Equal("processing", row.State));
    }

    private static async Task<List<DocumentRow>> AllAsync(KnowledgeBench bench, DocumentQuery query)
    {
        var rows = new List<DocumentRow>();
        for (var more = true; more;)
        {
            var page = await bench.RowsAsync(query);
            Assert.InRange(page.Rows.Count, 1, DocumentList.PageSize);
            rows.AddRange(page.Rows);
            (more, query) = (page.HasMore, query with { After = (page.Rows[^1].Name, page.Rows[^1].Id) });
        }

        return rows;
    }
}
