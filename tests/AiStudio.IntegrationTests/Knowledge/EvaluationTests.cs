using System.Text;
using AiStudio.Features.Knowledge.Evaluation;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class EvaluationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Questions = """
        {"id": "1", "question": "How many days of paid leave are there?", "doc_id": "leave", "answers": ["28"]}
        {"id": "2", "question": "When does the canteen open?", "doc_id": "canteen.md"}
        {"id": "3", "question": "When does the canteen open and what of leave?", "doc_ids": ["canteen", "leave"]}
        {"id": "4", "input": "Which volcano erupted near Reykjavik?", "tags": ["unanswerable", "near-doc:leave"]}
        {"id": "5", "question": "What does lunch cost in the canteen?", "doc_id": "no-such-document"}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OverASet_MeasuresWhereTheExpectedDocumentsStand()
    {
        await using var bench = await OpenAsync();
        var set = await ImportAsync(bench);

        var run = (await bench.Runs.StartAsync(bench.Caller, bench.BaseId, set, null, Cancellation)).Value;
        await bench.RunJobsAsync();

        var row = Assert.Single((await bench.Runs.ListAsync(bench.Caller, set, Cancellation)).Value!);
        Assert.Equal((run, "succeeded", 5, 5, true), (row.Id, row.State, row.Questions, row.Done, row.Saved));
        Assert.Equal((1, 1), (row.Unanswerable, row.Abstained));
        // Of four with expected documents: found first, found first, one of two first, not there.
        Assert.Equal((1 + 1 + 0.5 + 0) / 4, row.Recall1!.Value, 6);
        Assert.Equal((1 + 1 + 1 + 0) / 4.0, row.Recall5!.Value, 6);
        Assert.Equal((1 + 1 + 1 + 0) / 4.0, row.Mrr!.Value, 6);
        var missed = Assert.Single((await bench.Runs.ResultsAsync(bench.Caller, run, null, ResultKind.Missed, null, Cancellation)).Value!);
        Assert.Equal(("What does lunch cost in the canteen?", "canteen.md"), (missed.Question, missed.Found[0]));
    }

    [Fact]
    public async Task Compare_OfTwoSettings_CountsWinsAndLossesInPairs()
    {
        await using var bench = await OpenAsync();
        var set = await ImportAsync(bench);
        var saved = (await bench.Bench.SettingsAsync(bench.Caller, bench.BaseId, Cancellation)).Value!;
        // Ranks of vectors alone, with no weight on anything: all candidates alike, so the order is that of their ids.
        var blind = saved with { ByRank = true, Words = 0, Vector = 0 };

        var first = (await bench.Runs.StartAsync(bench.Caller, bench.BaseId, set, blind, Cancellation)).Value;
        var second = (await bench.Runs.StartAsync(bench.Caller, bench.BaseId, set, null, Cancellation)).Value;
        await bench.RunJobsAsync();

        var forth = (await bench.Runs.CompareAsync(bench.Caller, first, second, Cancellation)).Value!;
        var back = (await bench.Runs.CompareAsync(bench.Caller, second, first, Cancellation)).Value!;
        var runs = (await bench.Runs.ListAsync(bench.Caller, set, Cancellation)).Value!;
        Assert.Equal(5, forth.Better + forth.Worse + forth.Alike);
        Assert.Equal((forth.Better, forth.Worse), (back.Worse, back.Better));
        Assert.Equal((1, 0), (forth.Better, forth.Worse));
        Assert.Equal([true, false], runs.Select(run => run.Saved));
        Assert.Equal("The product's own settings", TriedSettings.Describe(runs[0].Settings));
        Assert.Equal("words 0, vector 0, by rank", TriedSettings.Describe(runs[1].Settings));
        Assert.Equal(forth.Better, (await bench.Runs.ResultsAsync(bench.Caller, first, second, ResultKind.Different, null, Cancellation)).Value!.Count);
        Assert.Equal(blind, TriedSettings.FromQuery(TriedSettings.ToQuery(blind)));
    }

    [Fact]
    public async Task Run_CutOff_GoesOnWithTheNextQuestion()
    {
        await using var bench = await OpenAsync();
        var lines = Enumerable.Range(0, 25).Select(at => $$"""{"question": "How many days of leave, {{at}}?", "doc_id": "leave"}""");
        var set = (await bench.Sets.ImportAsync(bench.Caller, bench.BaseId, "Many", Encoding.UTF8.GetBytes(string.Join('\n', lines)), Cancellation)).Value;
        await bench.Runs.StartAsync(bench.Caller, bench.BaseId, set, null, Cancellation);
        var before = bench.Embedder.BatchSizes.Count;
        bench.Embedder.Before = call => call == before + 15 ? throw new InvalidOperationException("The power went.") : Task.CompletedTask;

        await bench.RunJobsAsync();

        var row = (await bench.Runs.ListAsync(bench.Caller, set, Cancellation)).Value![0];
        Assert.Equal((25, "succeeded", 1.0), (row.Done, row.State, row.Recall1));
        // Ten, then five of which the last failed, then the fifteen that were not yet noted.
        Assert.Equal(before + 10 + 5 + 15, bench.Embedder.BatchSizes.Count);
    }

    [Fact]
    public async Task Questions_WithAnUnknownDocument_SayWhichIsMissing()
    {
        await using var bench = await OpenAsync();
        var set = await ImportAsync(bench);

        var rows = (await bench.Questions.ListAsync(bench.Caller, set, null, Cancellation)).Value!;

        Assert.Equal(5, rows.Count);
        Assert.Equal("How many days of paid leave are there?", rows[0].Question);
        Assert.Equal(["no-such-document"], rows.SelectMany(row => row.Missing));
    }

    [Fact]
    public async Task AddQuestion_FromTheLog_MakesItsSetAndRefusesWhatIsNotThere()
    {
        await using var bench = await OpenAsync();

        Assert.True((await bench.Questions.AddAsync(bench.Caller, bench.BaseId, "Asked", "How much leave?", ["leave.md"], Cancellation)).Succeeded);
        Assert.True((await bench.Questions.AddAsync(bench.Caller, bench.BaseId, "Asked", "Who was Napoleon?", [], Cancellation)).Succeeded);
        var refused = await bench.Questions.AddAsync(bench.Caller, bench.BaseId, "Asked", "What?", ["leafe.md"], Cancellation);

        Assert.Equal("document_not_found", refused.Error?.Code);
        var set = Assert.Single((await bench.Sets.ListAsync(bench.Caller, bench.BaseId, Cancellation)).Value!);
        Assert.Equal(("Asked", 2), (set.Name, set.Questions));
        var question = (await bench.Questions.ListAsync(bench.Caller, set.Id, null, Cancellation)).Value![0];
        Assert.True((await bench.Questions.DeleteAsync(bench.Caller, question.Id, Cancellation)).Succeeded);
        Assert.True((await bench.Sets.DeleteAsync(bench.Caller, set.Id, Cancellation)).Succeeded);
        Assert.Empty((await bench.Sets.ListAsync(bench.Caller, bench.BaseId, Cancellation)).Value!);
    }

    [Fact]
    public async Task Evaluation_ByAMemberOrAStranger_IsRefused()
    {
        await using var bench = await OpenAsync();
        var set = await ImportAsync(bench);
        var member = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);
        var stranger = await database.CreateOrganizationAsync();

        Assert.Equal("admins_only", (await bench.Sets.ListAsync(member, bench.BaseId, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await bench.Runs.StartAsync(member, bench.BaseId, set, null, Cancellation)).Error?.Code);
        Assert.Equal("knowledge_base_not_found", (await bench.Runs.StartAsync(stranger, bench.BaseId, set, null, Cancellation)).Error?.Code);
        Assert.Equal("question_set_not_found", (await bench.Questions.ListAsync(stranger, set, null, Cancellation)).Error?.Code);
        Assert.Equal("name_taken", (await bench.Sets.ImportAsync(bench.Caller, bench.BaseId, "Support", Encoding.UTF8.GetBytes(Questions), Cancellation)).Error?.Code);
    }

    private static async Task<Guid> ImportAsync(KnowledgeBench bench)
    {
        var imported = await bench.Sets.ImportAsync(bench.Caller, bench.BaseId, "Support", Encoding.UTF8.GetBytes(Questions), Cancellation);
        Assert.True(imported.Succeeded, imported.Error?.Message);
        return imported.Value;
    }

    private async Task<KnowledgeBench> OpenAsync()
    {
        var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("leave.md", "# Leave\n\nEvery employee has twenty-eight days of paid leave a year. It is asked for in the portal.\n");
        await bench.AddAsync("canteen.md", "# Canteen\n\nThe canteen opens at noon. Lunch costs four euros.\n");
        await bench.RunJobsAsync();
        return bench;
    }
}
