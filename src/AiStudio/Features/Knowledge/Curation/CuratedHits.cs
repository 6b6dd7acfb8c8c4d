using System.Threading.Channels;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>Counts how often curated answers are given, some seconds behind and many at once: no question waits for a row that others are counting on too.</summary>
internal sealed partial class CuratedHits(StudioDatabase database, TimeProvider time, ILogger<CuratedHits> logger) : BackgroundService
{
    // What a node that is killed has not written is lost: it is a count for people.
    private static readonly TimeSpan s_gathering = TimeSpan.FromSeconds(2);

    private readonly Channel<(Guid Organization, Guid Answer)> _given = Channel.CreateBounded<(Guid, Guid)>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Count(Guid organization, Guid answer) => _given.Writer.TryWrite((organization, answer));

    /// <summary>Writes down what has been counted.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var given = new List<(Guid Organization, Guid Answer)>();
        while (_given.Reader.TryRead(out var one))
        {
            given.Add(one);
        }

        foreach (var organization in given.GroupBy(one => one.Organization))
        {
            var counts = organization.CountBy(one => one.Answer).OrderBy(pair => pair.Key).ToList();
            await using var db = await database.BeginAsync(new TenantScope(organization.Key), cancellationToken);
            var (ids, numbers, now) = (counts.Select(pair => pair.Key).ToArray(), counts.Select(pair => pair.Value).ToArray(), time.GetUtcNow());
            await db.Database.ExecuteSqlAsync($"""
                update curated_answer a set hits = a.hits + given.number, last_hit_at = {now}
                from unnest({ids}, {numbers}) as given(id, number) where a.org_id = {organization.Key} and a.id = given.id
                """, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _given.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(s_gathering, time, stoppingToken);
                await TryWriteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await TryWriteAsync();
        }
    }

    private async Task TryWriteAsync()
    {
        try
        {
            await WriteAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogNotCounted(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Hits of curated answers could not be counted")]
    private partial void LogNotCounted(Exception failure);
}
