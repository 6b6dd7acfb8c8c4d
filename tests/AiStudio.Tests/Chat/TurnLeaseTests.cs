using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AiStudio.Tests.Chat;

public sealed class TurnLeaseTests
{
    [Fact]
    public async Task Hold_WhateverGoesWrong_TriesAgainAndSaysSo()
    {
        // A data source that is disposed throws something that is no database exception.
        var source = NpgsqlDataSource.Create("Host=localhost");
        await source.DisposeAsync();
        var logger = new CountingLogger(2);
        using var turn = new RunningTurn(Ticket());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var holding = new TurnLease(new StudioDatabase(source), new HastyTime(), logger).HoldAsync(turn, ending.Token);
        await logger.Reached.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);
    }

    private static TurnTicket Ticket()
    {
        var key = new TurnKey(new TenantScope(Guid.CreateVersion7(), Guid.CreateVersion7()), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        return new TurnTicket(key, Guid.CreateVersion7(), null, "Why?", Guid.CreateVersion7(), Guid.CreateVersion7(), "fast", "chat", 0);
    }

    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
    }

    private sealed class CountingLogger(int until) : ILogger<TurnLease>
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _warnings;

        public Task Reached => _reached.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning && exception is ObjectDisposedException && ++_warnings == until)
                _reached.SetResult();
        }
    }
}
