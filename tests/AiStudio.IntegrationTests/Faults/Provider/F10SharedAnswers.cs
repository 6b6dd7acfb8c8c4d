namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>The same prompt from others. Until answers are kept, each must simply come from a model.</summary>
internal sealed class F10SharedAnswers : FaultCase
{
    public override string Fault => "same prompt from two organizations and a hundred callers at once";

    public override string? Needs => "hits, scopes and single flight need the response cache";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        run.Route("one", run.Candidate("one"));
        run.Answers("one", 5);

        var heard = await run.AskAllAsync(Enumerable.Range(0, 20).Select(i => (node, new Ask("one", i % 2 == 0))));

        run.Expect(heard.All(call => call.EndedWell), "a call failed");
    }
}
