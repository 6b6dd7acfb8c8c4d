using System.Collections.Concurrent;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>Counts how often curated answers are given, some seconds behind and many at once: no question waits for a row that others are counting on too.</summary>
internal sealed class CuratedHits(StudioDatabase database, TimeProvider time, ILogger<CuratedHits> logger) : PeriodicWork(s_period, time, logger)
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<(Guid Organization, Guid Answer)> _given = new();

    public void Count(Guid organization, Guid answer) => _given.Enqueue((organization, answer));

    /// <summary>Writes down what has been counted. What a node that is killed has not written is lost: it is a count for people.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var given = new List<(Guid Organization, Guid Answer)>();
        while (_given.TryDequeue(out var one))
        {
            given.Add(one);
        }

        foreach (var organization in given.GroupBy(one => one.Organization))
        {
            // In one order on every node, so that two never wait for each other.
            var counts = organization.CountBy(one => one.Answer).OrderBy(pair => pair.Key).ToList();
            var (ids, numbers, now) = (counts.Select(pair => pair.Key).ToArray(), counts.Select(pair => pair.Value).ToArray(), Time.GetUtcNow());
            await using var db = await database.BeginAsync(new TenantScope(organization.Key), cancellationToken);
            await db.Database.ExecuteSqlAsync($"""
                update curated_answer a set hits = a.hits + given.number, last_hit_at = {now}
                from unnest({ids}, {numbers}) as given(id, number) where a.org_id = {organization.Key} and a.id = given.id
                """, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => WriteAsync(cancellationToken);
}
