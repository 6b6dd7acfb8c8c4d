using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>
/// What caching saved, from call records and ledger rows: an answer given again saved what it had cost; input read from a provider's prompt cache
/// saved the difference to fresh input at the price row of its call, and input written to it cost the surcharge.
/// </summary>
internal sealed class CachingReport(StudioDatabase database)
{
    /// <summary>Of a period from 1 to 366 days that ends today in the organization's time zone.</summary>
    public async Task<Result<Savings>> ReadAsync(Caller caller, int days, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Finance)
        {
            return Error.Forbidden("not_finance", "Only finance, admins and owners see what caching saved.");
        }

        var span = Math.Clamp(days, 1, 366);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var period = await db.Database.SqlQuery<Period>($"""
            select d.today - {span - 1} as "From", d.today as "To", d.time_zone as "TimeZone", first_instant((d.today - {span - 1})::timestamp, d.time_zone) as "Start"
            from (select (now() at time zone o.time_zone)::date as today, o.time_zone from organization o where o.id = {caller.OrganizationId}) d
            """).SingleAsync(cancellationToken);
        var rows = await db.Database.SqlQuery<SavingsRow>($"""
            with hits as (
              select (c.started_at at time zone {period.TimeZone})::date as day, c.feature, coalesce(c.served_model, c.requested_model) as model,
                     count(*) filter (where c.cache_kind = 'exact') as exact, count(*) filter (where c.cache_kind = 'semantic') as semantic,
                     coalesce(sum(c.saved_nano_usd) filter (where c.cache_kind = 'exact'), 0) as exact_saved,
                     coalesce(sum(c.saved_nano_usd) filter (where c.cache_kind = 'semantic'), 0) as semantic_saved
              from call c where c.org_id = {caller.OrganizationId} and c.started_at >= {period.Start} and c.cache_kind is not null
              group by 1, 2, 3),
            prompts as (
              select (e.created_at at time zone {period.TimeZone})::date as day, e.feature, e.model_id as model, sum(e.cached_input_tokens) as cached,
                     sum(e.cached_input_tokens::numeric * (p.input_nano_per_million - p.cached_input_nano_per_million)
                         - e.cache_write_tokens::numeric * (p.cache_write_nano_per_million - p.input_nano_per_million)) / 1000000 as saved
              from ledger_entry e join model_price p on p.org_id = e.org_id and p.id = e.price_id
              where e.org_id = {caller.OrganizationId} and e.created_at >= {period.Start} and (e.cached_input_tokens > 0 or e.cache_write_tokens > 0)
              group by 1, 2, 3)
            select day as "Day", feature as "Feature", model as "Model", coalesce(h.exact, 0) as "ExactHits", coalesce(h.semantic, 0) as "SemanticHits",
                   coalesce(h.exact_saved, 0)::bigint as "ExactNanoUsd", coalesce(h.semantic_saved, 0)::bigint as "SemanticNanoUsd",
                   coalesce(p.cached, 0)::bigint as "CachedTokens", coalesce(trunc(p.saved), 0)::bigint as "PromptNanoUsd"
            from hits h full outer join prompts p using (day, feature, model)
            order by day desc, feature, model
            """).ToListAsync(cancellationToken);
        var spent = await db.Database.SqlQuery<long>($"""
            select coalesce(sum(cost_nano_usd), 0)::bigint as "Value" from ledger_entry
            where org_id = {caller.OrganizationId} and created_at >= {period.Start} and feature in ('cache-lookup', 'cache-judge')
            """).SingleAsync(cancellationToken);
        return new Savings(period.From, period.To, period.TimeZone, rows, spent);
    }

    private sealed record Period(DateOnly From, DateOnly To, string TimeZone, DateTimeOffset Start);
}
