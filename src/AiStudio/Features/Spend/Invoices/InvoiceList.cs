using System.Text.Json;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Invoices of an organization's providers beside its ledger, for those who look after its money. Error of all: <c>not_finance</c> (forbidden).</summary>
internal sealed class InvoiceList(StudioDatabase database)
{
    private const int MostAdjustments = 200;

    /// <summary>The newest months first.</summary>
    public async Task<Result<InvoiceEntry[]>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        return await EntriesAsync(db, id: null, cancellationToken);
    }

    /// <summary>Providers that anything was booked for lately, or that sent an invoice, each with what is remembered of its exports.</summary>
    public async Task<Result<IReadOnlyDictionary<string, InvoiceMapping?>>> ProvidersAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var rows = await db.Database.SqlQuery<Provider>($"""
            select p.name as "Name", m.mapping::text as "Mapping"
            from (select distinct provider as name from spend_of_models where org_id = {caller.OrganizationId} and day >= current_date - 100 and provider <> ''
                  union select provider from invoice where org_id = {caller.OrganizationId}
                  union select name from provider_connection where org_id = {caller.OrganizationId}) p
            left join invoice_mapping m on m.org_id = {caller.OrganizationId} and m.provider = p.name
            order by 1
            """).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Mapping is null ? null : JsonSerializer.Deserialize<InvoiceMapping>(row.Mapping));
    }

    /// <summary>Error besides: <c>no_invoice</c> (not found).</summary>
    public async Task<Result<Reconciliation>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        if (await EntriesAsync(db, id, cancellationToken) is not [var invoice])
            return Error.NotFound("no_invoice", "This invoice does not exist.");
        var days = await db.Database.SqlQuery<Drift>($"""
            select day as "Day", model_id as "Model", billed_input as "BilledInput", billed_cached as "BilledCached", billed_written as "BilledWritten", billed_output as "BilledOutput",
                   billed_nano_usd as "BilledNanoUsd", booked_input as "BookedInput", booked_cached as "BookedCached", booked_written as "BookedWritten", booked_output as "BookedOutput",
                   booked_nano_usd as "BookedNanoUsd", adjusted_nano_usd as "AdjustedNanoUsd"
            from invoice_comparison({id}) order by day, model_id
            """).ToListAsync(cancellationToken);
        var adjustments = await db.Database.SqlQuery<Adjustment>($"""
            select a.id as "Id", a.day as "Day", a.model_id as "Model", a.cost_nano_usd as "CostNanoUsd", a.reason as "Reason", u.display_name as "MadeBy", a.created_at as "CreatedAt"
            from ledger_adjustment a
            left join membership m on m.org_id = a.org_id and m.user_id = a.made_by
            left join app_user u on u.id = m.user_id
            where a.org_id = {caller.OrganizationId} and a.invoice_id = {id} order by a.id desc limit {MostAdjustments}
            """).ToListAsync(cancellationToken);
        return new Reconciliation(
            invoice,
            [.. days.GroupBy(row => row.Model).Select(rows => Drift.Sum(rows.Key, [.. rows]))
                .OrderByDescending(row => Math.Abs((decimal)row.NanoUsd)).ThenByDescending(row => row.BilledNanoUsd).ThenBy(row => row.Model, StringComparer.Ordinal)],
            days, adjustments);
    }

    private static Task<InvoiceEntry[]> EntriesAsync(StudioDb db, Guid? id, CancellationToken cancellationToken) => db.Database.SqlQuery<InvoiceEntry>($"""
        select i.id as "Id", i.provider as "Provider", i.month as "Month", i.file_name as "FileName", i.lines as "Lines", i.left_out as "LeftOut", i.has_costs as "HasCosts",
               u.display_name as "ImportedBy", i.imported_at as "ImportedAt",
               coalesce((select sum(l.cost_nano_usd) from invoice_line l where l.org_id = i.org_id and l.invoice_id = i.id), 0)::bigint as "BilledNanoUsd",
               coalesce((select sum(a.cost_nano_usd) from ledger_adjustment a where a.org_id = i.org_id and a.invoice_id = i.id), 0)::bigint as "AdjustedNanoUsd",
               exists (select 1 from month_lock l where l.org_id = i.org_id and l.month = i.month) as "Locked"
        from invoice i
        left join membership m on m.org_id = i.org_id and m.user_id = i.imported_by
        left join app_user u on u.id = m.user_id
        where i.org_id = {db.Scope.OrganizationId} and ({id}::uuid is null or i.id = {id}::uuid)
        order by i.month desc, i.provider limit 200
        """).ToArrayAsync(cancellationToken);

    private sealed record Provider(string Name, string? Mapping);
}
