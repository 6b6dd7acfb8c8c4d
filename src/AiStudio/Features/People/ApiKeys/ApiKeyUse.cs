using System.Collections.Concurrent;
using System.Data.Common;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>Remembers when keys were used, and writes it down once a minute, away from requests.</summary>
internal sealed partial class ApiKeyUse(StudioDatabase database, TimeProvider time, ILogger<ApiKeyUse> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid OrganizationId, Guid KeyId), DateTimeOffset> _used = new();

    public void Saw(ApiKeyGrant grant) => _used[(grant.Creator.OrganizationId, grant.KeyId)] = time.GetUtcNow();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var keys in _used.Keys.ToLookup(key => key.OrganizationId, key => key.KeyId))
        {
            await using var db = await database.BeginAsync(new TenantScope(keys.Key), cancellationToken);
            foreach (var id in keys)
            {
                if (_used.TryRemove((keys.Key, id), out var at))
                    await db.Set<ApiKey>().Where(key => key.Id == id && (key.LastUsedAt == null || key.LastUsedAt < at))
                        .ExecuteUpdateAsync(key => key.SetProperty(row => row.LastUsedAt, at), cancellationToken);
            }

            await db.CommitAsync(cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryWriteAsync(stoppingToken);
    }

    // A time that is lost is of no matter: the key's next use brings a later one.
    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception ex) when (ex is DbException or ObjectDisposedException)
        {
            LogUnwritten(ex);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The last use of API keys could not be written down")]
    private partial void LogUnwritten(Exception exception);
}
