using System.Data.Common;
using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Chat;

/// <summary>
/// Removes conversations that were deleted a day ago, with all that hangs on them, and the events of turns that ended an hour ago: those were
/// for whoever watched. Every node looks; doing it twice does no harm.
/// </summary>
internal sealed partial class RemoveExpiredChats(StudioDatabase database, TimeProvider time, ILogger<RemoveExpiredChats> logger) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>How many conversations and how many turns' events went.</summary>
    public async Task<(int Conversations, int Turns)> SweepAsync(CancellationToken cancellationToken)
    {
        var conversations = await SweepAsync("select org_id, owner_id, conversation_id from conversations_expired($1)", RemoveConversationsAsync, cancellationToken);
        var turns = await SweepAsync("select org_id, owner_id, turn_id from turns_told($1)", RemoveEventsAsync, cancellationToken);
        return (conversations, turns);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                var (conversations, turns) = await SweepAsync(stoppingToken);
                if (conversations + turns > 0)
                    LogRemoved(conversations, turns);
            }
            catch (Exception ex) when (ex is DbException || ex.InnerException is DbException)
            {
                LogFailed(ex);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> SweepAsync(string expired, Func<StudioDb, List<Guid>, CancellationToken, Task<int>> remove, CancellationToken cancellationToken)
    {
        for (var removed = 0; ;)
        {
            var before = removed;
            var found = await FindAsync(expired, cancellationToken);
            foreach (var ids in found.GroupBy(row => row.Scope, row => row.Id))
            {
                await using var db = await database.BeginAsync(ids.Key, cancellationToken);
                removed += await remove(db, [.. ids], cancellationToken) > 0 ? ids.Count() : 0;
                await db.CommitAsync(cancellationToken);
            }

            if (found.Count < Batch || removed == before)
                return removed;
        }
    }

    private async Task<IReadOnlyList<(TenantScope Scope, Guid Id)>> FindAsync(string expired, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand(expired, connection) { Parameters = { new() { Value = Batch } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(TenantScope, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((new TenantScope(reader.GetGuid(0), reader.GetGuid(1)), reader.GetGuid(2)));
        return found;
    }

    // Asked again: it may have been brought back meanwhile.
    private static Task<int> RemoveConversationsAsync(StudioDb db, List<Guid> ids, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"delete from conversation where org_id = {db.Scope.OrganizationId} and owner_id = {db.Scope.UserId} and id = any ({ids}) and deleted_at < now() - interval '24 hours'",
        cancellationToken);

    private static Task<int> RemoveEventsAsync(StudioDb db, List<Guid> ids, CancellationToken cancellationToken) =>
        db.Set<StoredTurnEvent>().Where(row => ids.Contains(row.TurnId)).ExecuteDeleteAsync(cancellationToken);

    [LoggerMessage(LogLevel.Information, "Removed {Conversations} deleted conversations and the events of {Turns} turns")]
    private partial void LogRemoved(int conversations, int turns);

    [LoggerMessage(LogLevel.Warning, "What has expired in the chats could not be removed; the next look will")]
    private partial void LogFailed(Exception exception);
}
