using AiStudio.Gateway.Audit;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.ResponseCache;

public sealed class SingleFlightTests
{
    private static readonly CachedCall s_asked = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _upstream;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IdenticalCalls_AHundredAtOnce_AreOneUpstream(bool stream)
    {
        await using var gateway = new TestGateway();
        Script(gateway, _ => [FakeChatClient.Wait(_gate.Task), FakeChatClient.Text("one "), FakeChatClient.Text("answer"), FakeChatClient.End()]);

        var calls = Enumerable.Range(0, 100).Select(_ => s_asked.AskAsync(gateway, stream)).ToList();
        await HeldAsync(gateway, 100);
        _gate.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Equal(1, _upstream);
        Assert.All(answers, answer => Assert.Equal("one answer", answer.Heard.Text));
        Assert.Equal(99, answers.Count(answer => answer.Call.CacheHit?.Kind == CacheKind.Exact));
        Assert.Single(gateway.Ledger.Settlements, settlement => settlement.CostNanoUsd > 0);
        Assert.Equal(100, gateway.Log.Records.Count);
    }

    [Fact]
    public async Task Calls_OfTwoPeopleWithOtherRights_AreNotJoined()
    {
        await using var gateway = new TestGateway();
        Script(gateway, _ => [FakeChatClient.Wait(_gate.Task), FakeChatClient.Text("answer"), FakeChatClient.End()]);

        var calls = new[] { s_asked, s_asked with { Role = "owner" }, s_asked with { Organization = Guid.CreateVersion7() } }
            .Select(call => call.AskAsync(gateway, stream: true)).ToList();
        await HeldAsync(gateway, 3);
        _gate.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Equal(3, _upstream);
        Assert.All(answers, answer => Assert.Null(answer.Call.CacheHit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Leader_ThatBreaksInMidAnswer_IsFollowedByOneOther(bool stopped)
    {
        await using var gateway = new TestGateway();
        Script(gateway, number => number == 1
            ? [FakeChatClient.Text("half an "), FakeChatClient.Wait(_gate.Task), FakeChatClient.Throw(() => new HttpRequestException("reset"))]
            : [FakeChatClient.Text("whole"), FakeChatClient.End()]);
        var leader = s_asked.New();
        var leading = s_asked.AskAsync(gateway, stream: true, leader);
        await UpstreamAsync(1);
        var calls = Enumerable.Range(0, 20).Select(_ => s_asked.AskAsync(gateway, stream: true)).ToList();
        await HeldAsync(gateway, 21);

        if (stopped)
            leader.Stop();
        else
            _gate.SetResult();
        var answers = await Task.WhenAll(calls);
        var failure = await Record.ExceptionAsync(() => leading);

        Assert.Equal(2, _upstream);
        Assert.All(answers, answer => Assert.Equal("whole", answer.Heard.Text));
        Assert.Equal(stopped ? CallEnding.Stopped : CallEnding.Interrupted, leader.Ending);
        Assert.Equal(stopped, failure is null);
    }

    [Fact]
    public async Task EveryLeaderFails_EachCallerHearsItsOwnErrorAndNobodyWaitsForAll()
    {
        await using var gateway = new TestGateway();
        Script(gateway, _ => [FakeChatClient.Wait(_gate.Task), FakeChatClient.Throw(() => new HttpRequestException("down"))]);

        var calls = Enumerable.Range(0, 20).Select(_ => Record.ExceptionAsync(() => s_asked.AskAsync(gateway, stream: true)).AsTask()).ToList();
        await HeldAsync(gateway, 20);
        _gate.SetResult();
        var failures = await Task.WhenAll(calls);

        Assert.All(failures, failure => Assert.IsType<GatewayException>(failure));
        Assert.Equal(0, gateway.Store.Count);
    }

    [Fact]
    public async Task Leader_WhoseAnswerIsItsOwn_LeavesTheOthersToAskThemselves()
    {
        await using var gateway = new TestGateway();
        Script(gateway, _ =>
        [
            FakeChatClient.Wait(_gate.Task), FakeChatClient.Text("cut at its len"),
            _ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Length }),
        ]);

        var calls = Enumerable.Range(0, 5).Select(_ => s_asked.AskAsync(gateway, stream: true)).ToList();
        await HeldAsync(gateway, 5);
        _gate.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Equal(5, _upstream);
        Assert.All(answers, answer => Assert.Null(answer.Call.CacheHit));
    }

    [Fact]
    public async Task Follower_WhoseTimeIsUp_GoesOnAndFailsByItsOwnDeadline()
    {
        await using var gateway = new TestGateway();
        Script(gateway, _ => [FakeChatClient.Wait(_gate.Task), FakeChatClient.Text("late"), FakeChatClient.End()]);
        var leading = s_asked.AskAsync(gateway, stream: true);
        await UpstreamAsync(1);
        using var hasty = new GatewayCall(new GatewayCaller(s_asked.Organization, Guid.CreateVersion7(), null, "chat"), s_asked.Model)
        {
            PromptVersionId = s_asked.PromptVersion,
            Cache = s_asked.New().Cache,
            Deadline = TimeSpan.FromSeconds(5),
        };
        var following = s_asked.AskAsync(gateway, stream: true, hasty);
        await HeldAsync(gateway, 2);

        var failed = Record.ExceptionAsync(() => following).AsTask();
        while (!failed.IsCompleted)
        {
            gateway.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
            if (gateway.Time.GetUtcNow() - new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) > TimeSpan.FromSeconds(20))
                break;
        }

        Assert.Equal(GatewayErrors.ProviderTimeout, Assert.IsType<GatewayException>(await failed).Error);
        _gate.SetResult();
        Assert.Equal("late", (await leading).Heard.Text);
    }

    private void Script(TestGateway gateway, Func<int, Func<CancellationToken, Task<ChatResponseUpdate?>>[]> steps)
    {
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(token, steps(Interlocked.Increment(ref _upstream)));
        gateway.Model.Whole = async (_, _, token) => await gateway.Model.Stream([], null, token).ToChatResponseAsync(token);
    }

    // Held, and then a little later waiting at the cache: a call that comes late finds the flight landed, which asks nobody either.
    private static async Task HeldAsync(TestGateway gateway, int calls)
    {
        while (gateway.Ledger.Holds.Count < calls)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task UpstreamAsync(int calls)
    {
        while (Volatile.Read(ref _upstream) < calls)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
