using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway;

/// <summary>
/// Writes what must not be lost once a call is over: on its own time, not the caller's, and more than once if need be.
/// What it writes is idempotent by call id.
/// </summary>
internal sealed partial class DurableWrite(IOptions<GatewayOptions> options, TimeProvider time, ILogger<DurableWrite> log)
{
    private static readonly TimeSpan[] s_pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    /// <summary>Throws <see cref="GatewayErrors.LedgerUnavailable"/> when every try failed.</summary>
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
            catch (Exception failure) when (attempt < s_pauses.Length && !limit.IsCancellationRequested)
            {
                LogRetry(failure, what, callId);
            }
            catch (Exception failure)
            {
                LogLost(failure, what, callId);
                throw new GatewayException(GatewayErrors.LedgerUnavailable, "What the answer used could not be booked. Please try again later.", failure);
            }

            await Task.Delay(s_pauses[attempt], time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not write the {What} of call {CallId}; trying again")]
    private partial void LogRetry(Exception failure, string what, Guid callId);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The {What} of call {CallId} is lost")]
    private partial void LogLost(Exception failure, string what, Guid callId);
}
