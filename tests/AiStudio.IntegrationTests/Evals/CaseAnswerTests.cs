using AiStudio.Features.Evals.Running;
using AiStudio.Gateway;

namespace AiStudio.IntegrationTests.Evals;

public sealed class CaseAnswerTests
{
    [Fact]
    public async Task Search_NobodyWaitedFor_IsWaitedForUntilItsMoneyIsKnown_UnlessItWasNeverLetIn()
    {
        var caller = new GatewayCaller(Guid.CreateVersion7(), null, null, "rewrite");
        using var cut = new GatewayCall(caller, "fast") { StartedAt = TimeProvider.System.GetUtcNow() };
        using var refused = new GatewayCall(caller, "fast");
        var answer = new CaseAnswer();
        answer.AddSearch(cut);
        answer.AddSearch(refused);

        var ended = answer.SearchesEndAsync();
        Assert.Equal((false, 0), (ended.IsCompleted, answer.SearchNanoUsd));
        cut.CostNanoUsd = 17;
        cut.MarkRecorded();
        await ended;

        Assert.Equal(17, answer.SearchNanoUsd);
    }
}
