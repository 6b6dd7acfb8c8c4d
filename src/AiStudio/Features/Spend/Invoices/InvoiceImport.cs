using System.Text.Json;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Takes a provider's usage export in: all of it, in place of what was there for that provider and month, or nothing.</summary>
internal sealed class InvoiceImport(StudioDatabase database)
{
    /// <summary>
    /// The invoice, or the rows that are not in order. Errors: those of <see cref="InvoiceFile.Read"/>, <c>not_finance</c>, <c>invoice_provider</c>,
    /// <c>month_locked</c> (conflict).
    /// </summary>
    public async Task<Result<ImportOutcome>> ImportAsync(
        Caller caller, InvoiceSource source, InvoiceMapping mapping, byte[] content, CancellationToken cancellationToken)
    {
        if (source.Provider.Length is 0 or > 200)
            return Error.Invalid("invoice_provider", "Choose the provider that sent the invoice.");
        var read = InvoiceFile.Read(content, mapping, source.Month);
        if (read.Error is { } unreadable)
            return unreadable;
        var file = read.Value!;
        if (file.Problems.Count > 0)
            return new ImportOutcome(null, file.Problems);

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        if (await MonthLocks.HoldAsync(db, source.Month, cancellationToken) is { } locked)
            return locked;
        var id = (await db.Database.SqlQuery<Guid>($"""
            insert into invoice (org_id, id, provider, month, file_name, lines, left_out, has_costs, imported_by)
            values ({caller.OrganizationId}, {Guid.CreateVersion7()}, {source.Provider}, {source.Month}, {source.FileName}, {file.Rows}, {file.LeftOut}, {mapping.Cost.Length > 0}, {caller.UserId})
            on conflict (org_id, provider, month) do update
            set file_name = excluded.file_name, lines = excluded.lines, left_out = excluded.left_out, has_costs = excluded.has_costs, imported_by = excluded.imported_by, imported_at = now()
            returning id as "Value"
            """).ToListAsync(cancellationToken))[0];
        await db.Database.ExecuteSqlAsync($"delete from invoice_line where org_id = {caller.OrganizationId} and invoice_id = {id}", cancellationToken);
        var lines = file.Lines;
        await db.Database.ExecuteSqlAsync($"""
            insert into invoice_line (org_id, invoice_id, day, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd)
            select {caller.OrganizationId}, {id}, l.*
            from unnest({lines.Select(line => line.Day).ToArray()}, {lines.Select(line => line.Model).ToArray()}, {lines.Select(line => line.Input).ToArray()},
                        {lines.Select(line => line.Cached).ToArray()}, {lines.Select(line => line.Written).ToArray()}, {lines.Select(line => line.Output).ToArray()},
                        {lines.Select(line => line.CostNanoUsd).ToArray()}) as l
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into invoice_mapping (org_id, provider, mapping) values ({caller.OrganizationId}, {source.Provider}, {JsonSerializer.Serialize(mapping)}::jsonb)
            on conflict (org_id, provider) do update set mapping = excluded.mapping
            """, cancellationToken);
        db.LogActivity(caller, "invoice.imported", "invoice", id, new { source.Provider, source.Month, file.Rows, file.LeftOut });
        await db.CommitAsync(cancellationToken);
        return new ImportOutcome(id, []);
    }
}
