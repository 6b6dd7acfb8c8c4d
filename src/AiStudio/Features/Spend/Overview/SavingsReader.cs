using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Spend.Overview;

/// <summary>What caching and routing saved, for one filter and period. Sums are exact until they are cut to whole nano-dollars at their end, so that rows add up to them.</summary>
internal sealed class SavingsReader(StudioDb db, SpendPeriod period, SpendFilter filter)
{
    /// <param name="routing">Whether routing is looked at as well, call by call.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Savings> ReadAsync(bool routing, CancellationToken cancellationToken)
    {
        var again = await AgainAsync(cancellationToken);
        return new Savings(again.Exact, again.Similar, (await PromptCacheAsync(cancellationToken)).NanoUsd, routing ? await RoutingAsync(cancellationToken) : null);
    }

    /// <summary>One of them, with what it was of. Routing is looked at call by call.</summary>
    public async Task<SavingSum> SumAsync(CallSaving saving, CancellationToken cancellationToken)
    {
        switch (saving)
        {
            case CallSaving.Prompt:
                var prompts = await PromptCacheAsync(cancellationToken);
                return new SavingSum(prompts.NanoUsd, null, prompts.Tokens);
            case CallSaving.Exact:
                return new SavingSum((await AgainAsync(cancellationToken)).Exact, await HitsAsync("exact", cancellationToken), null);
            case CallSaving.Similar:
                return new SavingSum((await AgainAsync(cancellationToken)).Similar, await HitsAsync("semantic", cancellationToken), null);
            default:
                var routing = await RoutingAsync(cancellationToken);
                return new SavingSum(routing.NanoUsd, routing.Calls, null);
        }
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

    // The roll-up of closed days does not count them.
    private async Task<long> HitsAsync(string kind, CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Calls, period.Locked);
        return (await query.ListAsync<long>($"""
            select count(*) as "Value" from call c
            where {query.Where(filter)} and c.cache_kind is not null and c.cache_kind = {query.Value(kind)} and {Started(query)}
            """, cancellationToken))[0];
    }

    // At the price in force when each day ended: the roll-up does not know prices. Without one it is not known what they saved.
    private async Task<PromptRow> PromptCacheAsync(CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Days, period.Locked);
        return (await query.ListAsync<PromptRow>($"""
            select coalesce(trunc(sum(t.cached::numeric * (p.input_nano_per_million - p.cached_input_nano_per_million)
                                    - t.written::numeric * (p.cache_write_nano_per_million - p.input_nano_per_million)) * 0.000001), 0)::bigint as "NanoUsd",
                   coalesce(sum(t.cached), 0)::bigint as "Tokens"
            from (select d.org_id, d.day, d.provider, d.model_id, sum(d.cached_input_tokens) as cached, sum(d.cache_write_tokens) as written
                  from {SpendSource.Of(filter, SpendDimension.Model).Table} d
                  where {query.Where(filter)} and d.day between {query.Value(period.From)} and {query.Value(period.To)}
                    and (d.cached_input_tokens > 0 or d.cache_write_tokens > 0)
                  group by 1, 2, 3, 4) t
            left join provider_connection k on k.org_id = t.org_id and k.name = t.provider
            left join lateral (
              select * from model_price p where p.org_id = t.org_id and p.provider_kind = k.kind and p.model_id = t.model_id
                and p.effective_from < first_instant((t.day + 1)::timestamp, {query.Value(period.Zone)})
              order by p.effective_from desc limit 1) p on true
            """, cancellationToken))[0];
    }

    private async Task<RoutingSavings> RoutingAsync(CancellationToken cancellationToken)
    {
        var query = new SpendQuery(db, SpendColumns.Calls, period.Locked);
        var org = query.Value(db.Scope.OrganizationId);
        return (await query.ListAsync<RoutingSavings>($"""
            with recursive {RoutedCalls.Pairs(org)}
            select coalesce(trunc(sum((t.input::numeric * routed.input_price + t.output::numeric * routed.output_price) * 0.000001 - t.cost) filter (where priced)), 0)::bigint as "NanoUsd",
                   coalesce(sum(t.calls) filter (where priced), 0)::bigint as "Calls",
                   coalesce(sum(t.calls) filter (where not priced), 0)::bigint as "WithoutPrice"
            from routed cross join lateral (
              select count(*) as calls, sum(c.cost_nano_usd) as cost, sum(coalesce(c.input_tokens, 0)) as input, sum(coalesce(c.output_tokens, 0)) as output
              from call c where {query.Where(filter)} and {RoutedCalls.OfPair} and {Started(query)}) t
            """, cancellationToken))[0];
    }

    private string Started(SpendQuery query)
    {
        var zone = query.Value(period.Zone);
        return $"c.started_at >= first_instant({query.Value(period.From)}::timestamp, {zone}) and c.started_at < first_instant(({query.Value(period.To)} + 1)::timestamp, {zone})";
    }

    private sealed record AgainRow(long Exact, long Similar);

    private sealed record PromptRow(long NanoUsd, long Tokens);
}
