using System.Data.Common;
using System.Security.Claims;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Auth;

/// <summary>
/// For what outlives its request's check: whether the session, or the key with the scope it was opened for, still stands. It asks every two seconds and cancels
/// <see cref="Ended"/> when it does not, well within five; and it can be asked at any time, for next to nothing.
/// </summary>
internal sealed class AccessWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_askEvery = TimeSpan.FromSeconds(2);

    private readonly SessionCheck _sessions;
    private readonly ApiKeyLookup _keys;
    private readonly ClaimsPrincipal _principal;
    private readonly RequestCaller _caller;
    private readonly ApiKeyScope _scope;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _asking;

    /// <param name="sessions">Knows sessions.</param>
    /// <param name="keys">Knows keys.</param>
    /// <param name="time">Says when to ask.</param>
    /// <param name="principal">Who opened it, by a session or a key.</param>
    /// <param name="scope">What a key needs for it.</param>
    public AccessWatch(SessionCheck sessions, ApiKeyLookup keys, TimeProvider time, ClaimsPrincipal principal, ApiKeyScope scope)
    {
        (_sessions, _keys, _principal, _caller, _scope) = (sessions, keys, principal, RequestCaller.Of(principal)!, scope);
        Ended = _ended.Token;
        _asking = AskAsync(time);
    }

    /// <summary>Cancelled once whoever opened it may not have it any more.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Whether it stands; the answer is at most two seconds old.</summary>
    public async ValueTask<bool> StandsAsync()
    {
        try
        {
            return _caller.ApiKeyId is { } key
                ? await _keys.FindAsync(_caller.OrganizationId, key, _enough.Token) is { } grant && grant.Scopes.Contains(_scope)
                : await _sessions.FindAsync(_principal, _enough.Token) is { Role: not null };
        }
        catch (DbException)
        {
            // What comes over it is out of the same database: nothing is read meanwhile.
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _enough.Dispose();
        _ended.Dispose();
    }

    private async Task AskAsync(TimeProvider time)
    {
        do
        {
            await Task.Delay(s_askEvery, time, _enough.Token);
        }
        while (await StandsAsync());
        await _ended.CancelAsync();
    }
}
