using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>
/// What caching saved, from call records and sums of days: an answer given again saved what it had cost; input read from a provider's prompt cache
/// saved the difference to fresh input at the price in force when its day ended, and input written to it cost the surcharge. The overview of spend and the list of calls
/// go by the same, so that the calls behind a figure add up to it.
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
              select (c.started_at at time zone {period.TimeZone})::date as day, c.feature, coalesce(c.served_model, '') as model,
                     count(*) filter (where c.cache_kind = 'exact') as exact, count(*) filter (where c.cache_kind = 'semantic') as semantic,
                     coalesce(sum(c.saved_nano_usd) filter (where c.cache_kind = 'exact'), 0) as exact_saved,
                     coalesce(sum(c.saved_nano_usd) filter (where c.cache_kind = 'semantic'), 0) as semantic_saved
              from call c where c.org_id = {caller.OrganizationId} and c.started_at >= {period.Start} and c.cache_kind is not null
              group by 1, 2, 3),
            prompts as (
              select t.day, t.feature, t.model_id as model, sum(t.cached) as cached,
                     sum(t.cached::numeric * (p.input_nano_per_million - p.cached_input_nano_per_million)
                         - t.written::numeric * (p.cache_write_nano_per_million - p.input_nano_per_million)) * 0.000001 as saved
              from (select d.org_id, d.day, d.feature, d.provider, d.model_id, sum(d.cached_input_tokens) as cached, sum(d.cache_write_tokens) as written
                    from spend_of_models d
                    where d.org_id = {caller.OrganizationId} and d.day between {period.From} and {period.To} and (d.cached_input_tokens > 0 or d.cache_write_tokens > 0)
                    group by 1, 2, 3, 4, 5) t
              left join provider_connection k on k.org_id = t.org_id and k.name = t.provider
              left join lateral (
                select * from model_price p where p.org_id = t.org_id and p.provider_kind = k.kind and p.model_id = t.model_id
                  and p.effective_from < first_instant((t.day + 1)::timestamp, {period.TimeZone})
                order by p.effective_from desc limit 1) p on true
              group by 1, 2, 3)
            select day as "Day", feature as "Feature", model as "Model", coalesce(h.exact, 0) as "ExactHits", coalesce(h.semantic, 0) as "SemanticHits",
                   coalesce(h.exact_saved, 0)::bigint as "ExactNanoUsd", coalesce(h.semantic_saved, 0)::bigint as "SemanticNanoUsd",
                   coalesce(p.cached, 0)::bigint as "CachedTokens", coalesce(p.saved, 0) as "PromptParts"
            from hits h full outer join prompts p using (day, feature, model)
            order by day desc, feature, model
            """).ToListAsync(cancellationToken);
        var spent = await db.Database.SqlQuery<Spent>($"""
            select coalesce(sum(cost_nano_usd) filter (where feature = {Savings.Looking}), 0)::bigint as "LookingNanoUsd",
                   coalesce(sum(cost_nano_usd) filter (where feature = {Savings.Checking}), 0)::bigint as "CheckingNanoUsd"
            from spend_of_models d
            where d.org_id = {caller.OrganizationId} and d.day between {period.From} and {period.To} and d.feature in ({Savings.Looking}, {Savings.Checking})
            """).SingleAsync(cancellationToken);
        return new Savings(period.From, period.To, period.TimeZone, rows, spent.LookingNanoUsd, spent.CheckingNanoUsd);
    }

    private sealed record Period(DateOnly From, DateOnly To, string TimeZone, DateTimeOffset Start);

    private sealed record Spent(long LookingNanoUsd, long CheckingNanoUsd);
}
