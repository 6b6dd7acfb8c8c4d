namespace AiStudio.Features.Spend.Verification;

/// <summary>
/// What must be true of an organization's money. Each is one statement, and so sees one moment, in which every settlement is whole.
/// It names what breaks it: "Row" and "Difference".
/// </summary>
internal static class LedgerRules
{
    /// <summary>A call that has settled is recorded a moment later; until then its row is missing for a good reason.</summary>
    private const string Recorded = "interval '10 minutes'";

    public static readonly IReadOnlyList<(string Rule, string Sql)> All =
    [
        ("a window holds and has settled what its calls did", """
            with said as (
              select h.org_id, w.budget_id, w.starts_at,
                     coalesce(sum(h.amount_nano_usd) filter (where h.state = 'held'), 0) as held,
                     coalesce(sum(e.cost_nano_usd) filter (where w.model in ('', e.model_id)), 0) as settled
              from hold h
              cross join lateral unnest(h.budget_ids, h.window_starts, h.budget_models) as w(budget_id, starts_at, model)
              left join ledger_entry e on e.org_id = h.org_id and e.call_id = h.call_id
              where h.org_id = app_org()
              group by h.org_id, w.budget_id, w.starts_at)
            select format('budget_window %s %s', coalesce(bw.budget_id, s.budget_id), coalesce(bw.starts_at, s.starts_at)) as "Row",
                   format('window: held %s, settled %s; calls: held %s, settled %s', bw.held_nano_usd, bw.settled_nano_usd, s.held, s.settled) as "Difference"
            from (select * from budget_window where org_id = app_org()) bw
            full join said s on (s.budget_id, s.starts_at) = (bw.budget_id, bw.starts_at)
            where (coalesce(bw.held_nano_usd, 0), coalesce(bw.settled_nano_usd, 0)) <> (coalesce(s.held, 0), coalesce(s.settled, 0))
            """),
        ("a day's spend is the sum of its ledger entries", """
            with booked as (
              select (e.created_at at time zone o.time_zone)::date as day, e.feature, e.model_id, e.provider,
                     coalesce(e.user_id, '00000000-0000-0000-0000-000000000000') as user_id, coalesce(e.api_key_id, '00000000-0000-0000-0000-000000000000') as api_key_id,
                     array[count(*), sum(e.input_tokens), sum(e.cached_input_tokens), sum(e.cache_write_tokens), sum(e.output_tokens), sum(e.reasoning_tokens), sum(e.cost_nano_usd)] as sums
              from ledger_entry e join organization o on o.id = e.org_id
              where e.org_id = app_org()
              group by 1, 2, 3, 4, 5, 6),
            rolled as (
              select day, feature, model_id, provider, user_id, api_key_id,
                     array[calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd]::numeric[] as sums
              from daily_spend where org_id = app_org())
            select format('daily_spend %s %s %s %s %s %s', day, feature, model_id, provider, user_id, api_key_id) as "Row",
                   format('calls, input, cached, written, output, reasoning tokens, nano-dollars: roll-up %s; entries %s', r.sums, b.sums) as "Difference"
            from rolled r full join booked b using (day, feature, model_id, provider, user_id, api_key_id)
            where r.sums is distinct from b.sums
            """),
        ("a closed day is what was spent on it", """
            with closed as (
              select 'spend_by_model' as kept, day, sum(calls) as calls, sum(cost_nano_usd) as cost from spend_by_model where org_id = app_org() group by day
              union all
              select 'spend_by_person', day, sum(calls), sum(cost_nano_usd) from spend_by_person where org_id = app_org() group by day),
            spent as (
              select k.kept, d.day, sum(d.calls) as calls, sum(d.cost_nano_usd) as cost
              from daily_spend d join spend_closed s on s.org_id = d.org_id and d.day <= s.through
              cross join (values ('spend_by_model'), ('spend_by_person')) k(kept)
              where d.org_id = app_org() group by 1, 2)
            select format('%s %s', kept, day) as "Row",
                   format('calls, nano-dollars: closed %s, %s; daily_spend %s, %s', c.calls, c.cost, s.calls, s.cost) as "Difference"
            from closed c full join spent s using (kept, day)
            where (c.calls, c.cost) is distinct from (s.calls, s.cost)
            """),
        ("a hold is settled exactly when its call has an entry", """
            select format('hold %s', coalesce(h.call_id, e.call_id)) as "Row",
                   format('hold: %s; entry: %s', coalesce(h.state, 'none'), case when e.call_id is null then 'none' else e.cost_nano_usd || ' nano-dollars' end) as "Difference"
            from (select * from hold where org_id = app_org()) h
            full join (select * from ledger_entry where org_id = app_org()) e on e.call_id = h.call_id
            where (h.state = 'settled') is distinct from (e.call_id is not null)
            """),
        // Reasons for none: the ledger never held anything for it, or its node died before a provider was asked.
        ("a call that has ended is settled, or there is a reason for none", """
            select format('call %s', c.id) as "Row",
                   case when e.call_id is null then format('%s, %s nano-dollars, hold %s, no entry', c.ending, c.cost_nano_usd, coalesce(h.state, 'none'))
                        else format('call: %s nano-dollars; entry: %s', c.cost_nano_usd, e.cost_nano_usd) end as "Difference"
            from call c
            left join hold h on h.org_id = c.org_id and h.call_id = c.id
            left join ledger_entry e on e.org_id = c.org_id and e.call_id = c.id
            where c.org_id = app_org()
              and case when e.call_id is null then h.state is distinct from 'released' and h.state is not null or c.cost_nano_usd <> 0
                       else c.cost_nano_usd <> e.cost_nano_usd end
            """),
        ("a settlement has its call, once", $"""
            select format('ledger_entry %s', e.call_id) as "Row", format('%s call rows, %s nano-dollars', count(c.id), max(e.cost_nano_usd)) as "Difference"
            from ledger_entry e left join call c on c.org_id = e.org_id and c.id = e.call_id
            where e.org_id = app_org() and e.created_at < now() - {Recorded}
            group by e.call_id
            having count(c.id) <> 1
            """),
        ("no hold outlives its lease", """
            select format('hold %s', call_id) as "Row", format('%s nano-dollars held, lease until %s', amount_nano_usd, lease_until) as "Difference"
            from hold where org_id = app_org() and state = 'held' and lease_until < now() - interval '1 minute'
            """),
        ("an adjusting entry is of its invoice's provider and month, and older than that month's lock", """
            select format('ledger_adjustment %s', a.id) as "Row",
                   format('%s %s, %s nano-dollars; invoice: %s %s; locked %s', a.provider, a.day, a.cost_nano_usd, i.provider, i.month, l.locked_at) as "Difference"
            from ledger_adjustment a
            join invoice i on i.org_id = a.org_id and i.id = a.invoice_id
            left join month_lock l on l.org_id = a.org_id and l.month = i.month
            where a.org_id = app_org() and (a.provider <> i.provider or date_trunc('month', a.day)::date <> i.month or a.created_at > l.locked_at)
            """),
    ];
}
