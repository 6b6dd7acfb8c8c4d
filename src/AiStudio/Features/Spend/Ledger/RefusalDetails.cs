using AiStudio.Gateway.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>By whose clocks refusals renew, and whose unit's money it was. It is asked apart, when somebody was refused: what is granted does not wait for it.</summary>
internal static class RefusalDetails
{
    private const string Sql = "select * from refusal_details($1, $2)";

    /// <summary>Puts them into the refusals among <paramref name="verdicts"/>.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, List<HoldRequest> holds, List<HoldVerdict> verdicts)
    {
        var refused = Enumerable.Range(0, verdicts.Count).Where(at => verdicts[at].Hold is null).ToList();
        if (refused.Count == 0)
            return;
        await using var command = ArrayParameters.Command(connection, Sql);
        command.Parameters
            .With(NpgsqlDbType.Uuid, refused, at => holds[at].Caller.OrganizationId)
            .With(NpgsqlDbType.Uuid, refused, at => verdicts[at].Refusal?.BudgetId);
        await using var reader = await command.ExecuteReaderAsync();
        foreach (var at in refused)
        {
            await reader.ReadAsync();
            var (verdict, zone, unit) = (verdicts[at], reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
            verdicts[at] = verdict with
            {
                Refusal = verdict.Refusal is { } budget ? budget with { TimeZone = zone, Unit = unit } : null,
                OutOfMessages = verdict.OutOfMessages is { } messages ? messages with { TimeZone = zone } : null,
            };
        }
    }
}
