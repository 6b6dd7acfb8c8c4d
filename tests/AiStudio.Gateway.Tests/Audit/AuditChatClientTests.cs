using System.Diagnostics;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Audit;

public sealed class AuditChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatCompletes_IsRecordedOnceWithUsageAndCost(bool stream)
    {
        await using var gateway = new TestGateway();
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal("hello world", heard.Text);
        Assert.Equal(ChatFinishReason.Stop, heard.FinishReason);
        Assert.Equal(10, heard.Usage!.InputTokenCount);
        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal((CallEnding.Completed, 10L, 2L, stream), (record.Ending, record.Usage!.InputTokens, record.Usage.OutputTokens, record.Streamed));
        Assert.Equal(call.CostNanoUsd, record.CostNanoUsd);
        Assert.Equal(14_000, record.CostNanoUsd);
        Assert.Equal(CallEnding.Completed, call.Ending);
        Assert.Single(record.Attempts);
    }

    [Fact]
    public void Telemetry_OfAResultThatCannotBeWritten_LeavesItOut()
    {
        using var activity = new Activity("call").Start();

        TelemetryContent.Add(activity, new Dialogue([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", typeof(string))])], null));

        Assert.Equal(nameof(NotSupportedException), activity.GetTagItem("aistudio.content_error"));
        Assert.Null(activity.GetTagItem("gen_ai.input.messages"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_BeforeTheRecordIsCommitted_IsNotHeard(bool stream)
    {
        await using var gateway = new TestGateway();
        var reached = new TaskCompletionSource();
        var commit = new TaskCompletionSource();
        gateway.Log.BeforeCommit = _ =>
        {
            reached.TrySetResult();
            return commit.Task;
        };

        var asking = gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);
        await reached.Task.WaitAsync(Token);

        Assert.False(asking.IsCompleted);
        Assert.Single(gateway.Ledger.Settlements);
        commit.SetResult();
        await asking;
    }

    [Fact]
    public async Task FinishReason_BeforeTheRecordIsCommitted_IsHeldBack()
    {
        await using var gateway = new TestGateway();
        var heard = new List<ChatResponseUpdate>();
        gateway.Log.BeforeCommit = _ =>
        {
            Assert.DoesNotContain(heard, update => update.FinishReason is not null);
            return Task.CompletedTask;
        };

        await foreach (var update in gateway.Chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], new GatewayChatOptions(TestGateway.Call()), Token))
            heard.Add(update);

        Assert.Equal(ChatFinishReason.Stop, heard[^1].FinishReason);
        Assert.Single(heard[^1].Contents.OfType<UsageContent>());
    }

    [Fact]
    public async Task Stream_WhoseConsumerLeaves_IsDrainedToItsUsage()
    {
        await using var gateway = new TestGateway();
        var gate = new TaskCompletionSource();
        gateway.Model.Stream = (_, _, token) => Script(token, Text("one "), Wait(gate.Task), Text("two"), End(100, 50));
        var call = TestGateway.Call();

        await foreach (var _ in gateway.Chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], new GatewayChatOptions(call), Token))
            break;
        gate.SetResult();
        await call.Recorded.WaitAsync(Token);

        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal((CallEnding.Abandoned, 100L, 50L, false), (record.Ending, record.Usage!.InputTokens, record.Usage.OutputTokens, record.Usage.Estimated));
        Assert.Single(gateway.Ledger.Settlements);
        Assert.Null(record.ErrorCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhoseTokenIsCancelled_ThrowsAtOnceAndIsDrained(bool stream)
    {
        await using var gateway = new TestGateway();
        var began = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        gateway.Model.Whole = async (_, _, token) =>
        {
            began.SetResult();
            await gate.Task.WaitAsync(token);
            return Answer("late", 100, 50);
        };
        gateway.Model.Stream = (_, _, token) =>
        {
            began.SetResult();
            return Script(token, Wait(gate.Task), Text("late"), End(100, 50));
        };
        using var consumer = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream, cancellationToken: consumer.Token);
        await began.Task.WaitAsync(Token);
        await consumer.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        gate.SetResult();
        await call.Recorded.WaitAsync(Token);

        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal((CallEnding.Abandoned, 50L), (record.Ending, record.Usage!.OutputTokens));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AbandonedCall_BeyondTheDrainLimit_IsCutAndBilledByEstimate(bool stream)
    {
        await using var gateway = new TestGateway(options => options.CallTimeout = TimeSpan.FromMinutes(10));
        var began = new TaskCompletionSource();
        var cut = new TaskCompletionSource();
        gateway.Model.Whole = async (_, _, token) =>
        {
            began.TrySetResult();
            await WaitForCut(cut)(token);
            return Answer("never");
        };
        gateway.Model.Stream = (_, _, token) => Script(token, Text("one two "), _ =>
        {
            began.TrySetResult();
            return Task.FromResult<ChatResponseUpdate?>(null);
        }, WaitForCut(cut));
        using var consumer = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream, cancellationToken: consumer.Token);
        await began.Task.WaitAsync(Token);
        await consumer.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.False(cut.Task.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(31));
        await call.Recorded.WaitAsync(Token);

        Assert.True(cut.Task.IsCompleted);
        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal(CallEnding.Abandoned, record.Ending);
        Assert.True(record.Usage!.Estimated);
        Assert.True(record.Usage.OutputTokens > 0);
        Assert.Equal(record.CostNanoUsd, Assert.Single(gateway.Ledger.Settlements).CostNanoUsd);
    }

    [Fact]
    public async Task Stop_MidStream_CutsTheModelKeepsTheTextAndEndsWell()
    {
        await using var gateway = new TestGateway();
        var cut = new TaskCompletionSource();
        gateway.Model.Stream = (_, _, token) => Script(token, Text("partial"), WaitForCut(cut));
        var call = TestGateway.Call();
        var heard = new List<ChatResponseUpdate>();

        await foreach (var update in gateway.Chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], new GatewayChatOptions(call), Token))
        {
            heard.Add(update);
            call.Stop();
        }

        Assert.True(cut.Task.IsCompleted);
        Assert.Equal("partial", heard.ToChatResponse().Text);
        Assert.Null(heard[^1].FinishReason);
        Assert.Equal(CallEnding.Stopped, call.Ending);
        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal((CallEnding.Stopped, true, null), (record.Ending, record.Usage!.Estimated, record.ErrorCode));
        Assert.Equal(3, record.Usage.OutputTokens);
        Assert.Equal("Stopped", heard[^1].AdditionalProperties!["ending"]);
    }

    [Fact]
    public async Task Stop_OfAWholeAnswer_GivesAnEmptyOne()
    {
        await using var gateway = new TestGateway();
        var began = new TaskCompletionSource();
        gateway.Model.Whole = async (_, _, token) =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Answer("never");
        };
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream: false, cancellationToken: Token);
        await began.Task.WaitAsync(Token);
        call.Stop();
        var heard = await asking;

        Assert.Equal(string.Empty, heard.Text);
        Assert.Equal(CallEnding.Stopped, Assert.Single(gateway.Log.Records).Ending);
    }

    [Fact]
    public async Task Stream_ThatBreaksAfterText_EndsInterruptedAfterTheRecord()
    {
        await using var gateway = new TestGateway();
        gateway.Model.Stream = (_, _, token) => Script(token, Text("partial"), Throw(() => new IOException("reset")));
        var call = TestGateway.Call();

        var broken = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: true, cancellationToken: Token));

        Assert.Same(GatewayErrors.StreamInterrupted, broken.Error);
        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal((CallEnding.Interrupted, "stream_interrupted", true), (record.Ending, record.ErrorCode, record.Usage!.Estimated));
        Assert.Equal("provider_unavailable", Assert.Single(record.Attempts).ErrorCode);
        Assert.True(record.CostNanoUsd > 0);
    }

    [Fact]
    public async Task Stream_WithoutFinishReason_IsACut()
    {
        await using var gateway = new TestGateway();
        gateway.Model.Stream = (_, _, token) => Script(token, Text("partial"), Usage(10, 1));

        var broken = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token));

        Assert.Same(GatewayErrors.StreamInterrupted, broken.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatABugBreaks_IsRecordedAsFailedAndSettled(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Model.Failing(() => new FormatException("not its protocol"));
        var call = TestGateway.Call();

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.ProviderGarbled, failure.Error);
        var record = Assert.Single(gateway.Log.Records);
        Assert.Equal((CallEnding.Failed, true), (record.Ending, record.Usage!.Estimated));
        Assert.Equal(record.CostNanoUsd, Assert.Single(gateway.Ledger.Settlements).CostNanoUsd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_ThatFailsOnce_IsWrittenAgain(bool stream)
    {
        await using var gateway = new TestGateway();
        var tries = 0;
        gateway.Log.BeforeCommit = _ => ++tries == 1 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;

        await gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);

        Assert.Single(gateway.Log.Records);
        Assert.Equal(2, tries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_ThatCannotBeWritten_IsToldToTheConsumer(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Log.BeforeCommit = _ => Task.FromException(new TimeoutException());
        var call = TestGateway.Call();

        var asking = Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));
        await gateway.Time.RunAsync(asking, Token);

        Assert.Same(GatewayErrors.LedgerUnavailable, (await asking).Error);
        Assert.True(call.Recorded.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stream_WithASlowConsumer_HoldsTheModelBack()
    {
        await using var gateway = new TestGateway();
        var given = 0;
        gateway.Model.Stream = (_, _, token) => Script(token, [.. Enumerable.Range(0, 500).Select(i => new Func<CancellationToken, Task<ChatResponseUpdate?>>(_ =>
        {
            Interlocked.Increment(ref given);
            return Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, $"{i} "));
        })), End()]);
        var heard = 0;

        await foreach (var update in gateway.Chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], new GatewayChatOptions(TestGateway.Call()), Token))
        {
            heard++;
            Assert.True(Volatile.Read(ref given) <= heard + 66, $"{given} given, {heard} heard");
        }

        Assert.Equal(501, heard);
    }

    [Fact]
    public async Task Shutdown_WhileACallIsDrained_SettlesAndRecordsIt()
    {
        var gateway = new TestGateway();
        gateway.Model.Stream = (_, _, token) => Script(token, Text("one"), WaitForCut());
        var call = TestGateway.Call();
        await foreach (var _ in gateway.Chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], new GatewayChatOptions(call), Token))
            break;

        await gateway.DisposeAsync();

        Assert.True(Assert.Single(gateway.Log.Records).Usage!.Estimated);
        Assert.Single(gateway.Ledger.Settlements);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_OneAfterTheOther_LeakNothing(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Model.Failing(() => new HttpRequestException("down"));
        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));
        gateway.Model.Whole = (_, _, _) => Task.FromResult(Answer("fresh"));
        gateway.Model.Stream = (_, _, token) => Script(token, Text("fresh"), End());
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal("fresh", heard.Text);
        Assert.Null(gateway.Log.Records.Last().ErrorCode);
        Assert.Single(call.Attempts);
    }
}
