using System.Collections.Concurrent;
using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>
/// The one connection of this node that hears what other nodes (and this one) say with <see cref="Notifications.NotifyAsync"/>.
/// It reconnects by itself; subscribers are then called with null: something may have been missed, read again.
/// </summary>
internal sealed partial class NotificationListener(StudioDatabase database, TimeProvider time, ILogger<NotificationListener> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Subscription, string> _subscriptions = new();

    /// <summary>Calls <paramref name="heard"/> with the payload of every notification of the topic, on the listener's own flow: be quick, do not throw.</summary>
    public IDisposable Subscribe(string topic, Action<string?> heard)
    {
        var subscription = new Subscription(this, heard);
        _subscriptions[subscription] = topic;
        return subscription;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; !stoppingToken.IsCancellationRequested; failures++)
        {
            try
            {
                await ListenAsync(() => failures = 0, stoppingToken);
            }
            catch (Exception ex) when (ex is NpgsqlException or IOException or TimeoutException)
            {
                LogLost(ex);
            }

            var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures, 10)));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stoppingToken);
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        connection.Notification += (_, notification) => Tell(notification.Payload);
        await ExecuteAsync(connection, $"listen {Notifications.Channel}", cancellationToken);
        connected();
        foreach (var subscription in _subscriptions.Keys)
            subscription.Heard(null);

        while (true)
        {
            // A connection that died without a word is found out by asking.
            if (!await connection.WaitAsync(ProbeEvery, cancellationToken))
                await ExecuteAsync(connection, "select 1", cancellationToken);
        }
    }

    private void Tell(string message)
    {
        var space = message.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return;
        foreach (var (subscription, topic) in _subscriptions)
        {
            if (message.AsSpan(0, space).SequenceEqual(topic))
                subscription.Heard(message[(space + 1)..]);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 10 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The connection that hears other nodes was lost; connecting again")]
    private partial void LogLost(Exception exception);

    private sealed class Subscription(NotificationListener listener, Action<string?> heard) : IDisposable
    {
        public Action<string?> Heard { get; } = heard;

        public void Dispose() => listener._subscriptions.TryRemove(this, out _);
    }
}
