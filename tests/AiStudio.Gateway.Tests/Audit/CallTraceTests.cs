using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Audit;

public sealed class CallTraceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_OfACallThatIsOver_HoldsWhatWasSaidAndWhatWasDecided(bool stream)
    {
        await using var gateway = new TestGateway();
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream, "how are you", cancellationToken: Token);
        await call.Recorded.WaitAsync(Token);

        var trace = Assert.Single(gateway.Traces.Kept);
        Assert.Equal((call.Id, CallEnding.Completed), (trace.Record.CallId, trace.Record.Ending));
        Assert.Equal("how are you", Assert.Single(trace.Messages!).Text);
        Assert.Equal(("hello world", ChatRole.Assistant, ChatFinishReason.Stop), (Assert.Single(trace.Answer).Text, trace.Answer[0].Role, trace.FinishReason));
        Assert.Equal(["admission", "budgets", "record"], call.Notes.Stages.Select(stage => stage.Name));
        Assert.All(call.Notes.Stages, stage => Assert.True(stage.After >= TimeSpan.Zero && stage.Duration >= TimeSpan.Zero));
        Assert.Equal(("first", BreakerState.Closed), (Assert.Single(call.Notes.Considered).ModelId, call.Notes.Considered[0].Breaker));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_OfARefusedCall_SaysWhichBudgetRefused(bool stream)
    {
        await using var gateway = new TestGateway();
        var budget = Guid.CreateVersion7();
        gateway.Ledger.Decide = _ => new(null, new BudgetRefusal("Everyone, monthly", 10, 9, 1, gateway.Time.GetUtcNow().AddDays(1)) { BudgetId = budget });
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));
        await call.Recorded.WaitAsync(Token);

        var trace = Assert.Single(gateway.Traces.Kept);
        Assert.Equal((CallEnding.Refused, budget, "Everyone, monthly"), (trace.Record.Ending, trace.Record.RefusedBy, trace.Call.Notes.Refusal?.Refusal?.Budget));
        Assert.Empty(trace.Answer);
    }
}
