using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class CurationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Question = "How do I reset my password?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gather_OfAnApprovedQuestion_GivesItsAnswerAndCountsTheHit()
    {
        await using var bench = await OpenAsync();
        var id = await ApprovedAsync(bench, Question, "Press *Forgot it* on the sign-in page.");

        var gathered = await bench.GatherAsync("how can i reset my pasword");
        await bench.GatherAsync(Question);
        await bench.Hits.WriteAsync(Cancellation);

        Assert.Equal((id, "Press *Forgot it* on the sign-in page."), (gathered.Curated!.Id, gathered.Curated.Answer));
        Assert.True(gathered.Curated.ToPassage().IsCurated);
        Assert.Equal(2, await bench.ScalarAsync<long>("select hits from curated_answer where id = $1 and last_hit_at is not null", id));
        Assert.Equal(2, await bench.ScalarAsync<long>("select count(*) from retrieval_log where curated_answer_id = $1", id));
    }

    [Theory]
    [InlineData("How do I not reset my password?")]
    [InlineData("How do I reset my 2 passwords?")]
    [InlineData("Who is the chancellor of Austria?")]
    [InlineData("How do I reset my printer?")]
    public async Task Gather_OfAnotherQuestion_GivesNone(string question)
    {
        await using var bench = await OpenAsync();
        await ApprovedAsync(bench, Question, "Press *Forgot it*.");

        Assert.Null((await bench.GatherAsync(question)).Curated);
    }

    [Fact]
    public async Task Gather_WithAThreshold_GoesByIt()
    {
        await using var bench = await OpenAsync();
        await ApprovedAsync(bench, Question, "Press *Forgot it*.");

        Assert.Null((await bench.GatherAsync("Where can I reset the password of my mailbox?")).Curated);
        await bench.SetAsync(RetrievalSettings.Default with { CuratedThreshold = 0.5 });
        Assert.NotNull((await bench.GatherAsync("Where can I reset the password of my mailbox?")).Curated);
    }

    [Fact]
    public async Task Gather_OfADraftOrARetiredOne_GivesNone()
    {
        await using var bench = await OpenAsync();
        var id = (await bench.Curation.ProposeAsync(bench.Caller, bench.BaseId, Question, "Press it.", Cancellation)).Value;
        Assert.Null((await bench.GatherAsync(Question)).Curated);

        await bench.Curation.ApproveAsync(bench.Caller, id, Cancellation);
        Assert.NotNull((await bench.GatherAsync(Question)).Curated);

        await bench.Curation.EditAsync(bench.Caller, id, Question, "Press it twice.", Cancellation);
        Assert.Null((await bench.GatherAsync(Question)).Curated);

        await bench.Curation.ApproveAsync(bench.Caller, id, Cancellation);
        await bench.Curation.RetireAsync(bench.Caller, id, Cancellation);
        Assert.Null((await bench.GatherAsync(Question)).Curated);
    }

    [Fact]
    public async Task Approve_ByAMember_IsRefusedAndWritingIsNot()
    {
        await using var bench = await OpenAsync();
        var member = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);

        var draft = await bench.Curation.ProposeAsync(member, bench.BaseId, Question, "Press it.", Cancellation);

        Assert.Equal("admins_only", (await bench.Curation.ApproveAsync(member, draft.Value, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await bench.Curation.RetireAsync(member, draft.Value, Cancellation)).Error?.Code);
        Assert.True((await bench.Curation.EditAsync(member, draft.Value, Question, "Press it twice.", Cancellation)).Succeeded);
        Assert.True((await bench.Curation.ApproveAsync(bench.Caller, draft.Value, Cancellation)).Succeeded);
        Assert.Equal("not_yours", (await bench.Curation.EditAsync(member, draft.Value, Question, "Mine.", Cancellation)).Error?.Code);
        Assert.Equal((CuratedState.Approved, "Press it twice."), (await bench.Curation.ListAsync(bench.Caller, bench.BaseId, Cancellation)).Value!.Select(row => (row.State, row.Answer)).Single());
    }

    [Fact]
    public async Task List_OfABaseThatMayNotBeRead_IsNotFound()
    {
        await using var bench = await OpenAsync();
        await ApprovedAsync(bench, Question, "Press it.");
        var member = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);
        await database.ExecuteAsync("insert into knowledge_base_reader (org_id, id, knowledge_base_id) values ($1, $2, $3)", bench.Caller.OrganizationId, Guid.CreateVersion7(), bench.BaseId);

        Assert.Equal("knowledge_base_not_found", (await bench.Curation.ListAsync(member, bench.BaseId, Cancellation)).Error?.Code);
        Assert.Null((await bench.GatherAsync(member, Question)).Curated);
        Assert.NotNull((await bench.GatherAsync(Question)).Curated);
    }

    private async Task<KnowledgeBench> OpenAsync() => await new KnowledgeBench(database).OpenAsync();

    private static async Task<Guid> ApprovedAsync(KnowledgeBench bench, string question, string answer)
    {
        var id = (await bench.Curation.ProposeAsync(bench.Caller, bench.BaseId, question, answer, Cancellation)).Value;
        Assert.True((await bench.Curation.ApproveAsync(bench.Caller, id, Cancellation)).Succeeded);
        return id;
    }
}
