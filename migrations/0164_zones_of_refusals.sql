-- Who is refused, or told that a budget stopped, reads when it renews by the clocks that it goes by, and by which.
create function refusal_zones(p_org_ids uuid[], p_budget_ids uuid[]) returns setof text
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(b.time_zone, o.time_zone)
  from unnest(p_org_ids, p_budget_ids) with ordinality as r(org_id, budget_id, ord)
  join organization o on o.id = r.org_id
  left join budget b on b.org_id = r.org_id and b.id = r.budget_id
  order by r.ord $$;
comment on function refusal_zones(uuid[], uuid[]) is
  'The time zone of each budget, in the order of the arrays; the organization''s where it has none of its own or the element is null. Definer: names of zones only.';
alter function refusal_zones(uuid[], uuid[]) owner to aistudio_ledger;
revoke execute on function refusal_zones(uuid[], uuid[]) from public;
grant execute on function refusal_zones(uuid[], uuid[]) to aistudio_app;

-- As before, and the zone is named where it is not UTC.
create or replace function raise_budget_alert(p_org_id uuid, p_budget_id uuid, p_starts_at timestamptz, p_percent integer) returns boolean
  language sql set search_path = pg_catalog, public, pg_temp as $$
  select raise_alert_of(p_org_id,
    case when p_percent >= 100 then 'budget_stop' else 'budget_' || p_percent end,
    format('%s %s', p_budget_id, extract(epoch from p_starts_at)::bigint),
    case when p_percent >= 100 then format('The budget “%s” has stopped', b.name) else format('The budget “%s” is %s %% used', b.name, p_percent) end,
    format('%s of %s US dollars are spent. %s %s.',
           to_char(bw.settled_nano_usd / 1e9, 'FM999,999,999,990.00'),
           to_char(budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) / 1e9, 'FM999,999,999,990.00'),
           case when p_percent >= 100 then 'It refuses calls until it renews or is raised; it renews on' else 'It renews on' end,
           to_char(bw.ends_at at time zone z.zone, 'FMDD Mon YYYY, HH24:MI') || case when z.zone = 'UTC' then '' else ' ' || z.zone end),
    '/spend/budgets/' || p_budget_id, array['owner', 'admin', 'finance'],
    -- A line is a note; a stop lasts, and somebody waits for its end.
    case when p_percent >= 100 then coalesce((select s.tell_again_hours from alert_setting s where s.org_id = p_org_id), 24) * 60 else 0 end)
  from budget b
  join organization o on o.id = b.org_id
  cross join lateral (select coalesce(b.time_zone, o.time_zone) as zone) z
  join budget_window bw on bw.org_id = b.org_id and bw.budget_id = b.id and bw.starts_at = p_starts_at
  where b.org_id = p_org_id and b.id = p_budget_id
$$;
