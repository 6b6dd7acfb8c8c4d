using System.Security.Claims;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.Caching.Memory;

namespace AiStudio.Platform.Identity;

/// <summary>
/// Sessions that were signed out. Every node hears of it at once and ends the session's circuits;
/// it is remembered for a while, so that whoever was not listening just then finds out when it asks.
/// </summary>
internal sealed class EndedSessions : IDisposable
{
    private const string Topic = "session_ended";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly MemoryCache _ended = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private readonly StudioDatabase _database;
    private readonly IDisposable _subscription;

    public EndedSessions(StudioDatabase database, NotificationListener listener)
    {
        _database = database;
        _subscription = listener.Subscribe(Topic, session => End(session));
    }

    /// <summary>The id of a session that has just ended, here or on another node.</summary>
    public event Action<string>? Ended;

    public bool Contains(ClaimsPrincipal principal) =>
        principal.FindFirstValue(StudioClaims.Session) is { } session && _ended.TryGetValue(session, out _);

    public async Task EndAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.FindFirstValue(StudioClaims.Session) is not { } session)
        {
            return;
        }

        End(session);
        await using var db = await _database.BeginAsync(new TenantScope(Guid.Empty, principal.ToUserId()), cancellationToken);
        await db.NotifyAsync(Topic, session, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _ended.Dispose();
    }

    private void End(string? session)
    {
        if (session is null)
        {
            return;
        }

        _ended.Set(session, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Remembered, Size = 1 });
        Ended?.Invoke(session);
    }
}
