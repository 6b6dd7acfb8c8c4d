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
              select (e.created_at at time zone o.time_zone)::date as day, e.feature, e.model_id, coalesce(e.user_id, '00000000-0000-0000-0000-000000000000') as user_id,
                     count(*) as calls, sum(e.input_tokens) as input_tokens, sum(e.output_tokens) as output_tokens, sum(e.cost_nano_usd) as cost_nano_usd
              from ledger_entry e join organization o on o.id = e.org_id
              where e.org_id = app_org()
              group by 1, 2, 3, 4)
            select format('daily_spend %s %s %s %s', coalesce(d.day, b.day), coalesce(d.feature, b.feature), coalesce(d.model_id, b.model_id), coalesce(d.user_id, b.user_id)) as "Row",
                   format('roll-up: %s calls, %s + %s tokens, %s nano-dollars; entries: %s calls, %s + %s tokens, %s nano-dollars',
                          d.calls, d.input_tokens, d.output_tokens, d.cost_nano_usd, b.calls, b.input_tokens, b.output_tokens, b.cost_nano_usd) as "Difference"
            from (select * from daily_spend where org_id = app_org()) d
            full join booked b on (b.day, b.feature, b.model_id, b.user_id) = (d.day, d.feature, d.model_id, d.user_id)
            where (d.calls, d.input_tokens, d.output_tokens, d.cost_nano_usd) is distinct from (b.calls, b.input_tokens, b.output_tokens, b.cost_nano_usd)
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
    ];
}
