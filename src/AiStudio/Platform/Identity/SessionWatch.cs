using System.Data.Common;
using System.Security.Claims;

namespace AiStudio.Platform.Identity;

/// <summary>For a stream that outlives its request's check: asks every three seconds whether the session still stands, and cancels when it does not.</summary>
internal sealed class SessionWatch : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _asking;

    public SessionWatch(SessionCheck check, ClaimsPrincipal principal, TimeProvider time) => _asking = AskAsync(check, principal, time);

    /// <summary>Cancelled once the account, its membership or the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _enough.Dispose();
        _ended.Dispose();
    }

    private async Task AskAsync(SessionCheck check, ClaimsPrincipal principal, TimeProvider time)
    {
        do
        {
            await Task.Delay(AskEvery, time, _enough.Token);
        }
        while (await StandsAsync(check, principal));
        await _ended.CancelAsync();
    }

    private async Task<bool> StandsAsync(SessionCheck check, ClaimsPrincipal principal)
    {
        try
        {
            return await check.FindAsync(principal, _enough.Token) is { Role: not null };
        }
        catch (DbException)
        {
            // What is streamed comes out of the same database: nothing is read meanwhile.
            return true;
        }
    }
}
