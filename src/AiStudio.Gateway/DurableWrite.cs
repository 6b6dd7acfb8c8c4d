using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway;

/// <summary>
/// Writes what must not be lost once a call is over: on its own time, not the caller's, and again and again with growing pauses
/// until <see cref="GatewayOptions.SettleTimeout"/> is over. What it writes is idempotent by call id.
/// </summary>
internal sealed partial class DurableWrite(IOptions<GatewayOptions> options, TimeProvider time, ILogger<DurableWrite> log)
{
    private static readonly TimeSpan[] s_pauses =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    /// <summary>Throws <see cref="GatewayErrors.LedgerUnavailable"/> when no try succeeded in time.</summary>
    public async Task CommitAsync(string what, Guid callId, Func<CancellationToken, ValueTask> write)
    {
        using var limit = new CancellationTokenSource(options.Value.SettleTimeout, time);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await write(limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception failure)
            {
                // Never past the limit: the hold's lease counts on it.
                if (!await PausedAsync(attempt, limit.Token).ConfigureAwait(false))
                {
                    LogLost(failure, what, callId);
                    throw new GatewayException(GatewayErrors.LedgerUnavailable, "What the answer used could not be booked. Please try again later.", failure);
                }

                LogRetry(failure, what, callId);
            }
        }
    }

    private async Task<bool> PausedAsync(int attempt, CancellationToken limit)
    {
        await Task.Delay(s_pauses[Math.Min(attempt, s_pauses.Length - 1)], time, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !limit.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write the {What} of call {CallId}; trying again")]
    private partial void LogRetry(Exception failure, string what, Guid callId);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The {What} of call {CallId} is lost")]
    private partial void LogLost(Exception failure, string what, Guid callId);
}
