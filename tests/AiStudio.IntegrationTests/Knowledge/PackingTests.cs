using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class PackingTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly string s_padding = string.Concat(Enumerable.Repeat("It is written down for everybody to read and nobody has to ask. ", 12));

    [Fact]
    public async Task Gather_WithinASmallBudget_GivesTheBestAndSaysHowManyWereOmitted()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        foreach (var city in new[] { "Berlin", "Munich", "Hamburg", "Dresden" })
        {
            await bench.AddAsync($"{city}.md", $"# Office in {city}\n\nThe office in {city} has a canteen. {s_padding}{city}\n");
        }

        await bench.RunJobsAsync();
        await bench.SetAsync(RetrievalSettings.Default with { TokenBudget = 400 });

        var gathered = await bench.GatherAsync("Does the office in Munich have a canteen?", topK: 4);

        Assert.Equal(gathered.Found.Passages.Count, gathered.Packed.Passages.Count + gathered.Packed.Omitted);
        Assert.True(gathered.Packed is { Passages.Count: > 0, Omitted: > 0 });
        Assert.InRange(gathered.Packed.Passages.Sum(passage => Passages.LikelyTokens(passage.ToPrompt(1))), 1, 400);
        Assert.Equal("Munich.md", gathered.Packed.Passages[0].Document);
        var logged = await LoggedAsync(bench);
        Assert.Equal(gathered.Packed.Passages.Select(passage => passage.ChunkId), logged.Where(one => one.Used).Select(one => one.ChunkId));
        Assert.Equal(gathered.Packed.Omitted, logged.Count(one => one.Omitted));
        Assert.Equal(gathered.Packed.Omitted, await bench.ScalarAsync<int>("select omitted from retrieval_log where org_id = $1", bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task Gather_OfABestThatIsTooLarge_GivesItAllTheSame()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("canteen.md", $"# Canteen\n\nThe canteen opens at noon. {s_padding}\n");
        await bench.RunJobsAsync();
        await bench.SetAsync(RetrievalSettings.Default with { TokenBudget = 200 });

        Assert.Single((await bench.GatherAsync("When does the canteen open?")).Packed.Passages);
    }

    [Fact]
    public async Task Gather_WithRoomLeft_AddsWhatStandsBesideTheBest()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("house.md", $"# Garden\n\n{s_padding}Flowers.\n\n# Canteen\n\nThe canteen opens at noon. {s_padding}\n\n# Roof\n\n{s_padding}Swallows.\n");
        await bench.RunJobsAsync();

        var gathered = await bench.GatherAsync("canteen noon", topK: 1);

        Assert.Equal(3, gathered.Packed.Passages.Count);
        Assert.Contains("noon", gathered.Packed.Passages[0].Text, StringComparison.Ordinal);
        Assert.Equal([false, true, true], gathered.Packed.Passages.Select(passage => passage.IsNeighbour));
        Assert.Equal(3, (await LoggedAsync(bench)).Count(one => one.Used));
    }

    [Fact]
    public async Task Gather_OfWhatHasNothingToDoWithIt_GivesNothingAndLogsThat()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("canteen.md", "# Canteen\n\nThe canteen opens at noon and has chairs.\n");
        await bench.RunJobsAsync();

        var gathered = await bench.GatherAsync("Which volcano near Reykjavik has chairs of basalt?");

        Assert.Empty(gathered.Packed.Passages);
        Assert.False(await bench.ScalarAsync<bool>("select fits from retrieval_log where org_id = $1 and source = 'assistant'", bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task Replay_AfterAnotherDocumentCame_SaysWhatWasFoundThenAndNow()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var canteen = await bench.AddAsync("canteen.md", "# Canteen\n\nThe canteen opens at noon.\n");
        await bench.AddAsync("lunch.md", "# Lunch\n\nLunch in the canteen costs four euros.\n");
        await bench.RunJobsAsync();
        await bench.GatherAsync("When does the canteen open?");
        var id = await bench.ScalarAsync<Guid>("select id from retrieval_log where org_id = $1", bench.Caller.OrganizationId);
        await bench.Documents.DeleteAsync(bench.Caller, canteen, TestContext.Current.CancellationToken);
        await bench.AddAsync("hours.md", "# Hours\n\nThe canteen will open at one from Monday on.\n");
        await bench.RunJobsAsync();

        var replayed = (await bench.Replays.ReplayAsync(bench.Caller, id, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal(["hours.md", "lunch.md", null], replayed.Passages.Select(passage => passage.Chunk?.Document));
        Assert.Equal([(null, 1), (2, 2), (1, null)], replayed.Passages.Select(passage => (passage.PlaceThen, passage.PlaceNow)));
        Assert.Equal(1, await bench.ScalarAsync<long>("select count(*) from retrieval_log where org_id = $1", bench.Caller.OrganizationId));
        Assert.Equal("retrieval_not_found", (await bench.Replays.ReplayAsync(bench.Caller with { UserId = Guid.CreateVersion7() }, id, TestContext.Current.CancellationToken)).Error?.Code);
    }

    private static async Task<List<LoggedCandidate>> LoggedAsync(KnowledgeBench bench) => JsonSerializer.Deserialize<List<LoggedCandidate>>(
        (await bench.ScalarAsync<string>("select candidates::text from retrieval_log where org_id = $1", bench.Caller.OrganizationId))!, RetrievalJson.Options)!;
}
