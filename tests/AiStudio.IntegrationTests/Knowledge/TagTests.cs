using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class TagTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_OfADocument_NarrowListAndSearch()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var leave = await bench.AddAsync("leave.md", "# Leave\n\nEvery employee has twenty-eight days of paid leave a year.\n");
        await bench.AddAsync("old-leave.md", "# Leave\n\nEvery employee had twenty days of paid leave a year once.\n");
        await bench.RunJobsAsync();

        Assert.True((await bench.Tags.SetAsync(bench.Caller, leave, [" Policy", "2026", "policy", ""], null, Cancellation)).Succeeded);

        Assert.Equal(["2026", "policy"], await bench.Tags.ListAsync(bench.Caller, bench.BaseId, Cancellation));
        Assert.Equal(["2026", "policy"], (await bench.RowAsync(leave)).Tags);
        Assert.Equal([leave], (await bench.RowsAsync("policy")).Select(row => row.Id));
        Assert.Empty(await bench.RowsAsync("nothing"));
        var found = await bench.SearchAsync(bench.Caller, "paid leave days", new SearchFilter(Tags: ["policy"]));
        Assert.NotEmpty(found.Candidates);
        Assert.All(found.Candidates, candidate => Assert.Equal(leave, candidate.Chunk.DocumentId));
        Assert.Empty((await bench.SearchAsync(bench.Caller, "paid leave days", new SearchFilter(Tags: ["other"]))).Candidates);
    }

    [Fact]
    public async Task Tags_ThatCannotBe_AreRefused()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var document = await bench.AddAsync("leave.md", "# Leave\n\nText.\n");
        var member = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);

        Assert.Equal("admins_only", (await bench.Tags.SetAsync(member, document, ["a"], null, Cancellation)).Error?.Code);
        Assert.Equal("tags_invalid", (await bench.Tags.SetAsync(bench.Caller, document, [new string('a', 51)], null, Cancellation)).Error?.Code);
        Assert.Equal("tags_invalid", (await bench.Tags.SetAsync(bench.Caller, document, [.. Enumerable.Range(0, 21).Select(at => $"tag {at}")], null, Cancellation)).Error?.Code);
        Assert.Equal("document_not_found", (await bench.Tags.SetAsync(bench.Caller, Guid.CreateVersion7(), ["a"], null, Cancellation)).Error?.Code);
    }
}
