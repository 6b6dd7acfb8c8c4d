using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Routing.Concurrency;

public sealed class FairQueueTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly Guid _busy = Guid.CreateVersion7();
    private readonly Guid _quiet = Guid.CreateVersion7();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leave_WithManyOfOneOrganizationWaiting_ServesAnotherInItsTurn()
    {
        var queue = new FairQueue(places: 1, longest: 100, _time);
        Assert.True(await queue.EnterAsync(_busy, s_patience, Token));
        var crowd = Enumerable.Range(0, 50).Select(_ => queue.EnterAsync(_busy, s_patience, Token).AsTask()).ToList();
        var others = Enumerable.Range(0, 2).Select(_ => queue.EnterAsync(_quiet, s_patience, Token).AsTask()).ToList();

        for (var place = 0; place < 4; place++)
            queue.Leave();
        await Task.WhenAll(crowd[0], crowd[1], others[0], others[1]).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal((1, 48), queue.Load);
        Assert.False(crowd[2].IsCompleted);
    }

    [Fact]
    public async Task Enter_WhenTheQueueIsFull_IsRefusedAtOnce()
    {
        var queue = new FairQueue(places: 1, longest: 1, _time);
        await queue.EnterAsync(_busy, s_patience, Token);
        var waiting = queue.EnterAsync(_busy, s_patience, Token).AsTask();

        Assert.False(await queue.EnterAsync(_quiet, s_patience, Token));
        queue.Leave();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Enter_WithoutAPlaceInTime_IsRefusedAndLeavesTheQueue()
    {
        var queue = new FairQueue(places: 1, longest: 10, _time);
        await queue.EnterAsync(_busy, s_patience, Token);
        var impatient = queue.EnterAsync(_busy, s_patience, Token).AsTask();
        _time.Advance(s_patience);

        Assert.False(await impatient);
        Assert.Equal((1, 0), queue.Load);
        queue.Leave();
        Assert.Equal((0, 0), queue.Load);
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesTheQueueAndItsPlaceToOthers()
    {
        using var cut = new CancellationTokenSource();
        var queue = new FairQueue(places: 1, longest: 10, _time);
        await queue.EnterAsync(_busy, s_patience, Token);
        var leaver = queue.EnterAsync(_busy, s_patience, cut.Token).AsTask();
        var next = queue.EnterAsync(_busy, s_patience, Token).AsTask();
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);

        queue.Leave();

        Assert.True(await next);
        Assert.Equal((1, 0), queue.Load);
    }

    [Fact]
    public async Task ManyCallers_WhoComeAndGiveUpAtRandom_LoseNoPlace()
    {
        var queue = new FairQueue(places: 3, longest: 20, TimeProvider.System);
        var running = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (call, _) =>
        {
            using var cut = new CancellationTokenSource();
            var entering = queue.EnterAsync(call % 3 == 0 ? _busy : _quiet, s_patience, cut.Token);
            if (call % 5 == 0)
                await cut.CancelAsync();
            try
            {
                if (!await entering)
                    return;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Assert.InRange(Interlocked.Increment(ref running), 1, 3);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            queue.Leave();
        });

        Assert.Equal((0, 0), queue.Load);
    }
}
