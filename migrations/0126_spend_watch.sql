-- What the watch over spend looks at, for all organizations in one statement.

-- Refusals are few: only they are in it.
create index call_refused on call (org_id, started_at) where error_code in ('budget_exhausted', 'price_unknown');

create function spend_findings() returns table (org_id uuid, rule text, subject text, now_nano_usd bigint, usual_nano_usd bigint, calls bigint, is_new boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with setting as (
    select o.id as org_id, (now() at time zone o.time_zone)::date as today, coalesce(s.change_percent, 30) as change_percent,
           coalesce(s.change_floor_nano_usd, 10000000000) as change_floor, coalesce(s.change_falls, true) as change_falls,
           coalesce(s.person_floor_nano_usd, 5000000000) as person_floor
    from organization o left join alert_setting s on s.org_id = o.id),

  -- The last 24 hours against the 24 before: the same hours of a day, whatever time it is.
  spent as (
    select s.org_id, e.feature, e.model_id, e.recent, e.earlier
    from setting s
    cross join lateral (
      select e.feature, e.model_id, coalesce(sum(e.cost_nano_usd) filter (where e.created_at > now() - interval '24 hours'), 0)::bigint as recent,
             coalesce(sum(e.cost_nano_usd) filter (where e.created_at <= now() - interval '24 hours'), 0)::bigint as earlier
      from ledger_entry e where e.org_id = s.org_id and e.created_at > now() - interval '48 hours'
      group by e.feature, e.model_id) e),
  changed as (
    select c.org_id, c.rule, c.subject, c.recent, c.earlier,
           abs(c.recent - c.earlier) >= s.change_floor and abs(c.recent - c.earlier)::numeric * 100 > c.earlier::numeric * s.change_percent as is_strong
    from (select org_id, 'spend_of_feature' as rule, feature as subject, sum(recent)::bigint as recent, sum(earlier)::bigint as earlier from spent group by 1, 3
          union all
          select org_id, 'spend_of_model', model_id, sum(recent)::bigint, sum(earlier)::bigint from spent group by 1, 3) c
    join setting s on s.org_id = c.org_id
    -- What was told of lasts until the change is half of that.
    where abs(c.recent - c.earlier) * 2 >= s.change_floor and abs(c.recent - c.earlier)::numeric * 200 > c.earlier::numeric * s.change_percent
      and (s.change_falls or c.recent > c.earlier)),

  -- A person's day is unusual when it is far above the middle of the days on which that person spent anything: above the median by nine times the
  -- median distance from it (six standard deviations, were days normally distributed), above twice the median, and above the floor. Median and median
  -- distance do not move with a few wild days, as mean and deviation do. Who has fewer than 7 such days in 28 is measured by everybody's days, if there are 20.
  -- Whose day cannot be unusual is not measured.
  today as (
    select s.org_id, d.user_id, s.today, s.person_floor, sum(d.cost_nano_usd)::bigint as cost
    from setting s
    join daily_spend d on d.org_id = s.org_id and d.day = s.today and d.user_id <> '00000000-0000-0000-0000-000000000000'
    group by s.org_id, d.user_id, s.today, s.person_floor
    having sum(d.cost_nano_usd) * 2 > s.person_floor),
  past as (
    select o.org_id, d.user_id, sum(d.cost_nano_usd)::bigint as cost
    from (select distinct org_id, today from today) o
    join daily_spend d on d.org_id = o.org_id and d.day between o.today - 28 and o.today - 1 and d.user_id <> '00000000-0000-0000-0000-000000000000'
    group by o.org_id, d.user_id, d.day
    having sum(d.cost_nano_usd) > 0),
  own as (
    select p.org_id, p.user_id, percentile_disc(0.5) within group (order by p.cost) as middle
    from past p join today t on t.org_id = p.org_id and t.user_id = p.user_id group by p.org_id, p.user_id having count(*) >= 7),
  own_distance as (
    select p.org_id, p.user_id, percentile_disc(0.5) within group (order by abs(p.cost - o.middle)) as distance
    from past p join own o on o.org_id = p.org_id and o.user_id = p.user_id group by p.org_id, p.user_id),
  everybody as (
    select org_id, percentile_disc(0.5) within group (order by cost) as middle from past group by org_id having count(*) >= 20),
  everybody_distance as (
    select p.org_id, percentile_disc(0.5) within group (order by abs(p.cost - e.middle)) as distance
    from past p join everybody e on e.org_id = p.org_id group by p.org_id),
  unusual as (
    select t.org_id, t.user_id, t.cost, m.middle, greatest(t.person_floor, 2 * m.middle, m.middle + 9 * m.distance) as line
    from today t
    left join own o on o.org_id = t.org_id and o.user_id = t.user_id
    left join own_distance od on od.org_id = t.org_id and od.user_id = t.user_id
    left join everybody e on e.org_id = t.org_id
    left join everybody_distance ed on ed.org_id = t.org_id
    cross join lateral (select coalesce(o.middle, e.middle) as middle, coalesce(od.distance, ed.distance) as distance) m
    where m.middle is not null),

  found as (
    select org_id, rule, subject, recent as now_nano_usd, earlier as usual_nano_usd, 0::bigint as calls, is_strong from changed
    union all
    select org_id, 'spend_of_person', user_id::text, cost, middle, 0, cost > line from unusual where cost * 2 > line
    union all
    select s.org_id, 'unpriced_model', c.requested_model, 0, 0, c.calls, true
    from setting s
    cross join lateral (
      select c.requested_model, count(*) as calls from call c
      where c.org_id = s.org_id and c.started_at > now() - interval '24 hours' and c.error_code in ('budget_exhausted', 'price_unknown') and c.error_code = 'price_unknown'
      group by c.requested_model) c)

  select coalesce(f.org_id, a.org_id), coalesce(f.rule, a.rule), coalesce(f.subject, a.subject), f.now_nano_usd, f.usual_nano_usd, f.calls, a.id is null
  from found f
  full join (select org_id, id, rule, subject from alert
             where ended_at is null and rule in ('spend_of_feature', 'spend_of_model', 'spend_of_person', 'unpriced_model')) a
    on a.org_id = f.org_id and a.rule = f.rule and a.subject = f.subject
  where (a.id is null and f.is_strong) or f.org_id is null
$$;
comment on function spend_findings() is
  'What is remarkable about spend now and has no open alert (is_new), and what has one and is remarkable no longer (not is_new), of all organizations. '
  'Features and models: the last 24 hours in nano-dollars, and the 24 before. Persons, by id: today, and the middle of the days before. Unpriced models: calls refused in 24 hours.';

-- Lines of budgets: an alert ends when its window does, or when the cap has moved away from it; a line that is crossed once more after that is told once more.
create function follow_budget_alerts() returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v record;
  v_count integer := 0;
begin
  for v in
    select a.org_id, a.rule, a.subject
    from alert a
    join budget b on b.org_id = a.org_id and b.id = split_part(a.subject, ' ', 1)::uuid
    join budget_window bw on bw.org_id = b.org_id and bw.budget_id = b.id and bw.starts_at = to_timestamp(split_part(a.subject, ' ', 2)::bigint)
    cross join lateral (select budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as nano_usd) cap
    where a.ended_at is null and a.rule in ('budget_70', 'budget_90', 'budget_stop')
      and (b.disabled_at is not null or bw.ends_at <= now()
           -- A budget in its last tenth may have stopped because the next call was too dear for what was left.
           or bw.settled_nano_usd::numeric * 100 < cap.nano_usd::numeric * case a.rule when 'budget_70' then 70 else 90 end
           or (a.rule = 'budget_stop' and bw.settled_nano_usd < cap.nano_usd
               and exists (select 1 from budget_raise r where r.org_id = b.org_id and r.budget_id = b.id and r.created_at > a.raised_at and r.until > now())))
    order by a.org_id, a.id
  loop
    perform end_alert_of(v.org_id, v.rule, v.subject);
    v_count := v_count + 1;
  end loop;

  for v in
    select s.org_id, s.budget_id, s.starts_at, s.percent
    from (select distinct a.org_id, split_part(a.subject, ' ', 1)::uuid as budget_id, to_timestamp(split_part(a.subject, ' ', 2)::bigint) as starts_at, a.rule,
                 case a.rule when 'budget_70' then 70 when 'budget_90' then 90 else 100 end as percent
          from alert a
          -- No window is longer than a month.
          where a.ended_at > now() - interval '32 days' and a.rule in ('budget_70', 'budget_90', 'budget_stop')
            and not exists (select 1 from alert o where o.org_id = a.org_id and o.rule = a.rule and o.subject = a.subject and o.ended_at is null)) s
    join budget b on b.org_id = s.org_id and b.id = s.budget_id and b.disabled_at is null
    join budget_window bw on bw.org_id = s.org_id and bw.budget_id = s.budget_id and bw.starts_at = s.starts_at and bw.ends_at > now()
    where bw.settled_nano_usd::numeric * 100 >= budget_cap(b.org_id, b.id, b.cap_nano_usd, now())::numeric * s.percent
    order by 1, 2, 4
  loop
    perform raise_budget_alert(v.org_id, v.budget_id, v.starts_at, v.percent);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function follow_budget_alerts() is 'Ends the alerts of budgets whose window is over or whose cap has been moved, and raises again those that are crossed again. Of all organizations; returns how many changed.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['spend_findings', 'follow_budget_alerts'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;
