using System.Globalization;
using AiStudio.ProviderEmulator.Billing;

namespace AiStudio.Benchmarks.Ledger;

/// <summary>The emulator's bill and the ledger, call by call.</summary>
internal sealed record Reconciliation
{
    private const string CallRows = "select id, count(*), bool_or(ending = 'lost') from call where org_id = $1 and feature = 'chat' group by id";
    private const string LedgerRows = """
        select call_id, count(*), bool_or(estimated), sum(input_tokens)::bigint, sum(output_tokens)::bigint, sum(cost_nano_usd)::bigint
        from ledger_entry where org_id = $1 and feature = 'chat' group by call_id
        """;

    public required int Billed { get; init; }

    public required int Lost { get; init; }

    public required int Duplicates { get; init; }

    public required int Reported { get; init; }

    public required long ReportedDifference { get; init; }

    public required int Estimated { get; init; }

    public required long EstimatedDifference { get; init; }

    public required int Unbooked { get; init; }

    public required long UnbookedTokens { get; init; }

    public required int Phantoms { get; init; }

    /// <summary>Estimates for calls whose node was killed between their hold and the provider.</summary>
    public required int Doubtful { get; init; }

    public required int WithoutCallRow { get; init; }

    public required long OldHolds { get; init; }

    public required long Drift { get; init; }

    public required int Own { get; init; }

    public required long OwnRows { get; init; }

    /// <summary>Each call that does not fit, for whoever has to find out why.</summary>
    public required IReadOnlyList<string> Details { get; init; }

    public bool IsClean => Lost == 0 && Duplicates == 0 && ReportedDifference == 0 && Phantoms == 0 && OldHolds == 0 && Drift == 0;

    public static async Task<Reconciliation> OfAsync(Cluster cluster, Guid organization, IReadOnlyList<BillRow> bill)
    {
        var calls = (await cluster.RowsAsync(CallRows, row => (Id: row.GetGuid(0), Rows: row.GetInt64(1), Lost: row.GetBoolean(2)), organization)).ToDictionary(row => row.Id);
        var ledger = (await cluster.RowsAsync(
            LedgerRows, row => (Id: row.GetGuid(0), Rows: row.GetInt64(1), Estimated: row.GetBoolean(2), Tokens: row.GetInt64(3) + row.GetInt64(4)), organization)).ToDictionary(row => row.Id);
        var billed = bill.Where(row => row.Ending != Ending.Refused && row.Correlation is not null)
            .GroupBy(row => Guid.Parse(row.Correlation!))
            .ToDictionary(group => group.Key, group => group.Sum(row => (long)row.InputTokens + row.OutputTokens));
        var booked = billed.Where(call => ledger.ContainsKey(call.Key)).Select(call => (Id: call.Key, ledger[call.Key].Estimated, Difference: ledger[call.Key].Tokens - call.Value)).ToList();
        var unbooked = billed.Where(call => !ledger.ContainsKey(call.Key)).ToList();
        return new()
        {
            Billed = billed.Count,
            Lost = unbooked.Count(call => !calls.ContainsKey(call.Key)),
            Duplicates = ledger.Values.Count(row => row.Rows > 1) + calls.Values.Count(row => row.Rows > 1),
            Reported = booked.Count(call => !call.Estimated),
            ReportedDifference = booked.Where(call => !call.Estimated).Sum(call => Math.Abs(call.Difference)),
            Estimated = booked.Count(call => call.Estimated),
            EstimatedDifference = booked.Where(call => call.Estimated).Sum(call => call.Difference),
            Unbooked = unbooked.Count(call => calls.ContainsKey(call.Key)),
            UnbookedTokens = unbooked.Where(call => calls.ContainsKey(call.Key)).Sum(call => call.Value),
            Phantoms = ledger.Values.Count(row => row.Tokens > 0 && !row.Estimated && !billed.ContainsKey(row.Id)),
            Doubtful = ledger.Values.Count(row => row.Tokens > 0 && row.Estimated && !billed.ContainsKey(row.Id)),
            WithoutCallRow = ledger.Keys.Count(id => !calls.ContainsKey(id)),
            OldHolds = await cluster.ScalarAsync<long>("select count(*) from hold where org_id = $1 and state = 'held' and created_at < now() - interval '60 seconds'", organization),
            Drift = await DriftAsync(cluster, organization),
            Own = bill.Count(row => row.Ending != Ending.Refused && row.Correlation is null),
            OwnRows = await cluster.ScalarAsync<long>("select count(*) from call where org_id = $1 and feature <> 'chat'", organization),
            Details =
            [
                .. unbooked.Select(call => $"{call.Key} not booked, {(calls.ContainsKey(call.Key) ? "but recorded" : "lost")}: {Show(bill, call.Key)}"),
                .. booked.Where(call => call.Difference != 0).Select(call => $"{call.Id} differs by {call.Difference}{(call.Estimated ? ", estimated" : "")}: {Show(bill, call.Id)}"),
                .. ledger.Keys.Where(id => !calls.ContainsKey(id)).Select(id => $"{id} has no call row: {Show(bill, id)}"),
            ],
        };
    }

    public IEnumerable<string> Lines()
    {
        yield return Line($"lost rows {Lost}: of {Billed} calls that the provider bills, those with neither a ledger row nor a call row that says 'lost'");
        yield return Line($"duplicate rows {Duplicates}: calls with more than one ledger row or more than one call row");
        yield return Line($"token difference {ReportedDifference}: sum over the {Reported} calls settled by the provider's own count of |ledger - bill|, input and output");
        yield return Line($"settled by estimate {Estimated}: killed or cut calls whose count nobody heard; ledger minus bill is {EstimatedDifference} tokens in all");
        yield return Line($"not booked {Unbooked}: calls of killed nodes that left a row saying so and no ledger row; the provider bills {UnbookedTokens} tokens for them");
        yield return Line($"rows without a bill {Phantoms}: ledger rows with counted tokens for calls that the provider does not know");
        yield return Line($"booked in doubt {Doubtful}: estimates for calls of nodes killed in the moment between the hold and the provider, which never heard of them");
        yield return Line($"ledger rows without a call row {WithoutCallRow}: settled, and killed before the record was written");
        yield return Line($"holds older than 60 s {OldHolds}");
        yield return Line($"the web process's own calls (health): {Own} on the bill, {OwnRows} with a call row");
        yield return Line($"windows that differ from their rows {Drift}");
    }

    private static Task<long> DriftAsync(Cluster cluster, Guid organization) => cluster.ScalarAsync<long>("""
        select count(*) from budget_window w
        cross join lateral (
          select coalesce(sum(h.amount_nano_usd) filter (where h.state = 'held'), 0) as held, coalesce(sum(e.cost_nano_usd), 0) as settled
          from hold h left join ledger_entry e on e.org_id = h.org_id and e.call_id = h.call_id
          where h.org_id = w.org_id and w.budget_id = any (h.budget_ids)) r
        where w.org_id = $1 and (w.held_nano_usd <> r.held or w.settled_nano_usd <> r.settled)
        """, organization);

    private static string Show(IReadOnlyList<BillRow> bill, Guid call) => string.Join(", ", bill.Where(row => row.Correlation == call.ToString())
        .Select(row => $"{row.Model} {(row.Stream ? "stream" : "whole")} {row.Ending} {row.InputTokens} in {row.OutputTokens} out at {row.StartedAt:HH:mm:ss.fff} to {row.EndedAt:HH:mm:ss.fff}"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
