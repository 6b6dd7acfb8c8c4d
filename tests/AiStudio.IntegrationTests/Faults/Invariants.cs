using AiStudio.Gateway;
using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>What must hold after every case, whatever went wrong in it. Each sentence that does not hold names the call.</summary>
internal static class Invariants
{
    /// <summary>Tokens that a provider may have made between the last one we read and the moment it saw that we had left.</summary>
    private const int OnTheWay = 8;

    public static async Task CheckAsync(FaultRun run, IEnumerable<Guid> organizations)
    {
        await Task.WhenAll(run.Calls.Where(heard => heard.Call.Plan is not null && !run.Unbilled.ContainsKey(heard.Call.Id)).Select(heard => heard.Call.Recorded))
            .WaitAsync(TimeSpan.FromSeconds(30));
        // Embeddings on the way of a chat are calls of their own.
        var bill = (await run.Provider.Bill.SettledAsync(0)).Where(row => row.Operation != Operation.Embeddings).ToLookup(row => Guid.TryParse(row.Correlation, out var call) ? call : Guid.Empty);
        run.Expect(!bill.Contains(Guid.Empty), "the provider was asked for no call");
        CheckPlaces(run);
        foreach (var organization in organizations)
        {
            var books = await Books.ReadAsync(run.Database, organization);
            foreach (var heard in run.Calls.Where(heard => heard.Call.Caller.OrganizationId == organization))
            {
                Check(run, heard, books, [.. bill[heard.Call.Id]]);
            }

            run.Expect(books.Holds.All(holds => holds.All(hold => hold.State != "held")), "money is still held at the end");
            var drift = await run.Database.DriftAsync(organization);
            run.Expect(drift is null, $"windows and rows differ: {drift}");
        }
    }

    private static void CheckPlaces(FaultRun run)
    {
        foreach (var (node, heard) in run.Nodes.SelectMany(node => run.Calls.Where(heard => heard.Call.Plan is not null).Select(heard => (node, heard))))
        {
            run.Expect(node.Get<ConcurrencyLimits>().Running(heard.Call.Caller.OrganizationId) == 0, "a place of the organization was not given back");
            run.Expect(heard.Call.Plan!.All.All(candidate => node.Get<ProviderQueues>().Of(candidate).Load == (0, 0)), "a place at a provider was not given back");
        }
    }

    private static void Check(FaultRun run, Heard heard, Books books, BillRow[] bill)
    {
        var call = heard.Call;
        void Expect(bool holds, string otherwise) => run.Expect(holds, $"{heard}: {otherwise}");

        Expect(heard.Failure is null or GatewayException || heard.Left, $"failed with {heard.Failure?.GetType().Name}: {heard.Failure?.Message}");
        Expect(heard.EndedWell || heard.Failure is not null || heard.Left, "ended without an end");
        var rows = books.Calls.Count(line => line.Call == call.Id);
        var entries = books.Ledger[call.Id].ToList();
        if (call.Plan is null)
        {
            Expect(rows == 0 && entries.Count == 0 && bill.Length == 0, "was not admitted and yet left a trace");
            return;
        }

        if (run.Unbilled.ContainsKey(call.Id))
        {
            Expect(rows <= 1, $"has {rows} call rows");
            return;
        }

        Expect(rows == 1, $"has {rows} call rows");
        Expect(entries.Count == books.Holds[call.Id].Count(), $"has {entries.Count} ledger rows for {books.Holds[call.Id].Count()} holds");
        Expect(books.Attempts[call.Id].Count() == call.Attempts.Count, $"has {books.Attempts[call.Id].Count()} attempt rows for {call.Attempts.Count} attempts");
        var unbilled = heard.Tries.Count - bill.Length;
        Expect(
            unbilled == 0 || (unbilled > 0 && heard.Tries.Count(attempt => run.Unreachable.Contains(attempt.ModelId) || attempt.ErrorCode == "provider_timeout") + (heard.Left ? 1 : 0) >= unbilled),
            $"made {heard.Tries.Count} tries, of which the provider saw {bill.Length}");
        CheckTime(heard, Expect);
        CheckText(run, heard, bill, Expect);
        if (entries is [var entry])
        {
            CheckMoney(run, heard, entry, bill, Expect);
        }
        else
        {
            Expect(bill.Length == 0, "was billed without a hold");
        }
    }

    private static void CheckTime(Heard heard, Action<bool, string> expect)
    {
        var call = heard.Call;
        var limit = call.Deadline ?? TimeSpan.FromMinutes(2);
        var latest = call.Attempts.Select(attempt => attempt.StartedAt).DefaultIfEmpty().Max() - call.Attempts.Select(attempt => attempt.StartedAt).DefaultIfEmpty().Min();
        expect(latest <= limit, $"tried again {latest} after the first try, beyond its deadline of {limit}");
    }

    private static void CheckText(FaultRun run, Heard heard, BillRow[] bill, Action<bool, string> expect)
    {
        if (heard.Text.Length == 0 || run.Spelling.Count == 0)
        {
            return;
        }

        var speaker = run.Spelling.Order(StringComparer.Ordinal).FirstOrDefault(model => Alphabet.Count(model, heard.Text) >= 0);
        expect(speaker is not null, "heard a text that no one model said in one piece");
        if (speaker is null || !heard.EndedWell || heard.Left)
        {
            return;
        }

        var last = bill.LastOrDefault(row => row.Model == speaker);
        expect(last is null or { Ending: Ending.Completed }, "heard the good end of a stream that was cut");
        expect(last is null || heard.FinishReason != ChatFinishReason.Stop || Alphabet.Count(speaker, heard.Text) == last.TokensPlanned - last.ReasoningTokens, "heard a good end and not all tokens");
    }

    private static void CheckMoney(FaultRun run, Heard heard, Books.Entry entry, BillRow[] bill, Action<bool, string> expect)
    {
        var billed = bill.Aggregate(new Books.Tokens(0, 0, 0, 0), (sum, row) => sum + Books.Tokens.Of(row));
        var cost = Cost(run.Price, entry.Tokens);
        var served = heard.Call.Served?.Price ?? run.Price;
        expect(entry.CostNanoUsd == (served == run.Price ? cost : Cost(served, entry.Tokens)), $"cost {entry.CostNanoUsd} for {entry.Tokens}");
        if (bill.Any(row => run.Lying.Contains(row.Model)))
        {
            return;
        }

        if (!entry.Estimated)
        {
            expect(entry.Tokens == billed, $"the ledger says {entry.Tokens}, the bill {billed}");
            return;
        }

        expect(heard.Call.Ending != CallEnding.Completed || bill.Any(row => row.Ending != Ending.Completed), "was billed by estimate, although every count was known");
        // Of an answer that nobody waits for, and that is cut at the drain limit, nobody knows what was still on its way.
        var known = heard.Call.Ending == CallEnding.Abandoned ? entry.Tokens.Output : billed.Output - OnTheWay;
        expect(entry.Tokens.Input >= billed.Input && entry.Tokens.Output >= known, $"the ledger's estimate {entry.Tokens} is below the bill {billed}");
    }

    private static long Cost(ModelPrice price, Books.Tokens tokens) => price.CostOf(new TokenUsage
    {
        InputTokens = tokens.Input, CachedInputTokens = tokens.Cached, CacheWriteTokens = tokens.Written, OutputTokens = tokens.Output,
    });
}
