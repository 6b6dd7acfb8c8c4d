using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Spend.Overview;

/// <summary>What caching and routing saved, for one filter and period.</summary>
internal sealed class SavingsReader(StudioDb db, SpendPeriod period, SpendFilter filter)
{
    /// <param name="routing">Whether routing is looked at as well, call by call.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Savings> ReadAsync(bool routing, CancellationToken cancellationToken)
    {
        var again = await AgainAsync(cancellationToken);
        return new Savings(again.Exact, again.Similar, await PromptCacheAsync(cancellationToken), routing ? await RoutingAsync(cancellationToken) : null);
    }

    private async Task<AgainRow> AgainAsync(CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Savings, period.Locked);
        return (await query.ListAsync<AgainRow>($"""
            select coalesce(sum(v.saved_nano_usd) filter (where v.cache_kind = 'exact'), 0)::bigint as "Exact",
                   coalesce(sum(v.saved_nano_usd) filter (where v.cache_kind = 'semantic'), 0)::bigint as "Similar"
            from saving v
            where {query.Where(filter)} and v.day between {query.Value(period.From)} and {query.Value(period.To)}
            """, cancellationToken))[0];
    }

    // At the price in force when each day ended: the roll-up does not know prices.
    private async Task<long> PromptCacheAsync(CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Days, period.Locked);
        return (await query.ListAsync<long>($"""
            select coalesce(sum(trunc((t.cached::numeric * (p.input_nano_per_million - p.cached_input_nano_per_million)
                                     - t.written::numeric * (p.cache_write_nano_per_million - p.input_nano_per_million)) / 1000000)), 0)::bigint as "Value"
            from (select d.org_id, d.day, d.provider, d.model_id, sum(d.cached_input_tokens) as cached, sum(d.cache_write_tokens) as written
                  from {SpendSource.Of(filter, SpendDimension.Model).Table} d
                  where {query.Where(filter)} and d.day between {query.Value(period.From)} and {query.Value(period.To)}
                    and (d.cached_input_tokens > 0 or d.cache_write_tokens > 0)
                  group by 1, 2, 3, 4) t
            join provider_connection k on k.org_id = t.org_id and k.name = t.provider
            cross join lateral (
              select * from model_price p where p.org_id = t.org_id and p.provider_kind = k.kind and p.model_id = t.model_id
                and p.effective_from < first_instant((t.day + 1)::timestamp, {query.Value(period.Zone)})
              order by p.effective_from desc limit 1) p
            """, cancellationToken))[0];
    }

    private async Task<RoutingSavings> RoutingAsync(CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Calls, period.Locked);
        return (await query.ListAsync<RoutingSavings>($"""
            with first as materialized (
              select a.alias, m.model_id, k.kind, k.name as provider
              from model_alias a
              join model_alias_candidate m on m.org_id = a.org_id and m.alias_id = a.id and m.list = 'answer'
              join provider_connection k on k.org_id = m.org_id and k.id = m.connection_id
              where a.org_id = {query.Value(db.Scope.OrganizationId)}
                and m.position = (select min(position) from model_alias_candidate o where o.org_id = m.org_id and o.alias_id = m.alias_id and o.list = 'answer')),
            routed as materialized (
              select f.kind, f.model_id, c.served_model, c.provider, count(*) as calls, sum(c.cost_nano_usd) as cost, sum(c.input_tokens) as input, sum(c.output_tokens) as output
              from call c join first f on f.alias = c.requested_model
              where {query.Where(filter)} and {Started(query)}
                and c.served_model is not null and c.cache_kind is null and (c.served_model, c.provider) is distinct from (f.model_id, f.provider)
              group by 1, 2, 3, 4),
            priced as (
              select r.*, p.input_nano_per_million, p.output_nano_per_million,
                     exists (select 1 from provider_connection k join model_price s on s.org_id = k.org_id and s.provider_kind = k.kind
                             where k.org_id = {query.Value(db.Scope.OrganizationId)} and k.name = r.provider and s.model_id = r.served_model) as served_priced
              from routed r
              left join lateral (
                select * from model_price p where p.org_id = {query.Value(db.Scope.OrganizationId)} and p.provider_kind = r.kind and p.model_id = r.model_id and p.effective_from <= now()
                order by p.effective_from desc limit 1) p on true)
            select coalesce(sum(trunc((input::numeric * input_nano_per_million + output::numeric * output_nano_per_million) / 1000000) - cost)
                              filter (where served_priced and input_nano_per_million is not null), 0)::bigint as "NanoUsd",
                   coalesce(sum(calls) filter (where served_priced and input_nano_per_million is not null), 0)::bigint as "Calls",
                   coalesce(sum(calls) filter (where not (served_priced and input_nano_per_million is not null)), 0)::bigint as "WithoutPrice"
            from priced
            """, cancellationToken))[0];
    }

    private string Started(SpendQuery query)
    {
        var zone = query.Value(period.Zone);
        return $"c.started_at >= first_instant({query.Value(period.From)}::timestamp, {zone}) and c.started_at < first_instant(({query.Value(period.To)} + 1)::timestamp, {zone})";
    }

    private sealed record AgainRow(long Exact, long Similar);
}
