using AiStudio.Features.ActivityLog;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Entries that make up for what an invoice bills and the ledger does not have. They are added to sums as a line of their own; no call, window or roll-up changes.</summary>
internal sealed class Adjustments(StudioDatabase database)
{
    /// <summary>What adjusting entries add to the sums of these days, both included, by the day that the provider says.</summary>
    public static async Task<long> SumAsync(StudioDb db, DateOnly from, DateOnly to, CancellationToken cancellationToken) => await db.Database.SqlQuery<long>($"""
        select coalesce(sum(cost_nano_usd), 0)::bigint as "Value" from ledger_adjustment where org_id = {db.Scope.OrganizationId} and day between {from} and {to}
        """).SingleAsync(cancellationToken);

    /// <summary>What adjusting entries add to these days, and whether they are all in one month that is final. Error: <c>not_finance</c> (forbidden).</summary>
    public async Task<Result<AdjustedDays>> ReadAsync(Caller caller, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var isOneMonth = (from.Year, from.Month) == (to.Year, to.Month);
        return new AdjustedDays(await SumAsync(db, from, to, cancellationToken), isOneMonth && await MonthLocks.IsLockedAsync(db, from, cancellationToken));
    }

    /// <summary>
    /// Posts the invoice's whole drift, an entry a day and model; after that it agrees, and posting again adds nothing. The answer is how many entries there are.
    /// Errors: <c>not_finance</c>, <c>no_invoice</c>, <c>adjustment_reason</c>, <c>invoice_without_costs</c>, <c>month_locked</c> (conflict).
    /// </summary>
    public async Task<Result<int>> PostAsync(Caller caller, Guid invoiceId, string reason, CancellationToken cancellationToken)
    {
        if (reason.Length is 0 or > 500)
            return Error.Invalid("adjustment_reason", "Say why, in up to 500 characters.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var found = await db.Database.SqlQuery<Head>($"""
            select month as "Month", has_costs as "HasCosts" from invoice where org_id = {caller.OrganizationId} and id = {invoiceId}
            """).ToListAsync(cancellationToken);
        if (found is not [var invoice])
            return Error.NotFound("no_invoice", "This invoice does not exist.");
        if (!invoice.HasCosts)
            return Error.Invalid("invoice_without_costs", "The export does not say what it cost, so there is nothing to post. Import one with costs.");
        // Whoever posts at the same time waits here, and then finds no drift.
        if (await MonthLocks.HoldAsync(db, invoice.Month, cancellationToken) is { } locked)
            return locked;
        var posted = await db.Database.ExecuteSqlAsync($"""
            insert into ledger_adjustment (org_id, id, invoice_id, day, provider, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd, reason, made_by)
            select i.org_id, time_ordered_id(), i.id, c.day, i.provider, c.model_id, c.billed_input - c.booked_input, c.billed_cached - c.booked_cached, c.billed_written - c.booked_written,
                   c.billed_output - c.booked_output, c.billed_nano_usd - c.booked_nano_usd, {reason}, {caller.UserId}
            from invoice i cross join lateral invoice_comparison(i.id) c
            where i.org_id = {caller.OrganizationId} and i.id = {invoiceId}
              and (c.billed_input, c.billed_cached, c.billed_written, c.billed_output, c.billed_nano_usd)
                  <> (c.booked_input, c.booked_cached, c.booked_written, c.booked_output, c.booked_nano_usd)
            """, cancellationToken);
        if (posted > 0)
            db.LogActivity(caller, "ledger.adjusted", "invoice", invoiceId, new { entries = posted, reason });
        await db.CommitAsync(cancellationToken);
        return posted;
    }

    private sealed record Head(DateOnly Month, bool HasCosts);
}
