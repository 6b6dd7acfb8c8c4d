using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Chat;

/// <summary>
/// Removes conversations that were deleted a day ago, with all that hangs on them, and the events of turns that ended an hour ago: those were
/// for whoever watched. Every node looks; doing it twice does no harm.
/// </summary>
internal sealed partial class RemoveExpiredChats(StudioDatabase database, TimeProvider time, ILogger<RemoveExpiredChats> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), time, logger)
{
    private const int Batch = 200;

    /// <summary>How many conversations and how many turns' events went.</summary>
    public async Task<(int Conversations, int Turns)> SweepAsync(CancellationToken cancellationToken)
    {
        var conversations = await SweepAsync("select org_id, owner_id, conversation_id from conversations_expired($1)", RemoveConversationsAsync, cancellationToken);
        var turns = await SweepAsync("select org_id, owner_id, turn_id from turns_told($1)", RemoveEventsAsync, cancellationToken);
        return (conversations, turns);
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var (conversations, turns) = await SweepAsync(cancellationToken);
        if (conversations + turns > 0)
            LogRemoved(conversations, turns);
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
}
