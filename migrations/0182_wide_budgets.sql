-- A budget may be a unit's, and its windows quarters and years.
alter table budget
  drop constraint budget_scope_check,
  add constraint budget_scope_check check (scope in ('organization', 'user', 'api_key', 'feature', 'model', 'tier', 'unit')),
  drop constraint budget_period_check,
  add constraint budget_period_check check (period in ('hour', 'day', 'week', 'month', 'quarter', 'year'));
comment on column budget.scope_value is 'The id of the user, key or unit, the feature, the pinned model, the tier; '''' for the organization.';

-- A quarter is no unit of an interval.
create or replace function period_end(p_period text, p_start timestamptz, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select case when p_period = 'hour' then p_start + interval '1 hour'
                    else first_instant(date_trunc(p_period, (p_start at time zone p_time_zone)
                                                            + case p_period when 'quarter' then interval '3 months' else ('1 ' || p_period)::interval end), p_time_zone) end $$;
comment on function period_start(text, timestamptz, text) is
  'The first moment of the period that p_at is in, by the clocks of p_time_zone. p_period: hour, day, week (Monday), month, quarter or year. Errors on an unknown period or time zone.';

-- With the unit. Whoever asks without it means a budget of something else.
drop function budget_counts(text, text, uuid, uuid, text, text, text);
create function budget_counts(p_scope text, p_value text, p_user_id uuid, p_api_key_id uuid, p_feature text, p_model_id text, p_tier text, p_unit_id uuid default null) returns boolean
  language sql immutable parallel safe
  as $$ select case p_scope when 'organization' then true
                            when 'user' then p_user_id::text = p_value
                            when 'api_key' then p_api_key_id::text = p_value
                            when 'feature' then p_feature = p_value
                            when 'model' then p_model_id = p_value
                            when 'tier' then p_tier = p_value
                            when 'unit' then p_unit_id::text = p_value
                            else false end $$;
comment on function budget_counts is
  'Whether a budget of this scope and value counts a call, of whose person p_tier and p_unit_id say the plan and the unit. Null, as false, where the call has no such thing.';
revoke execute on function budget_counts from public;
grant execute on function budget_counts to aistudio_app;

-- As before, and the budgets of the unit that the payer is in are held against. What is held there is settled there, whatever unit the person is in by then.
create or replace function ledger_write(
  p_payer_orgs     uuid[],
  p_payer_users    uuid[],     -- null elements: a call of the organization itself
  p_payer_keys     uuid[],
  p_payer_features text[],
  p_payer_models   jsonb[],    -- arrays of text: every model that may answer
  p_payers    integer[],       -- of each call that begins, its place in those arrays, from 1
  p_call_ids  uuid[],
  p_amounts   bigint[],        -- nano-dollars, the worst case
  p_minimums  bigint[],        -- nano-dollars, 0 ≤ minimum ≤ amount
  p_lease_ms  bigint[],
  p_turn_ids  uuid[],          -- null elements: not a message of a chat
  p_providers text[],          -- who is asked first, at once after this; null elements: nobody
  p_price_ids uuid[],
  p_input     bigint[],        -- estimates of that, in tokens
  p_output    bigint[],
  p_costs     bigint[],        -- nano-dollars
  p_ended_orgs      uuid[],    -- calls that end, as ledger_settle takes them
  p_ended_calls     uuid[],
  p_ended_users     uuid[],
  p_ended_keys      uuid[],
  p_ended_features  text[],
  p_ended_providers text[],
  p_ended_models    text[],
  p_ended_prices    uuid[],
  p_ended_input     bigint[],
  p_ended_cached    bigint[],
  p_ended_written   bigint[],
  p_ended_output    bigint[],
  p_ended_reasoning bigint[],
  p_ended_estimated boolean[],
  p_ended_costs     bigint[])
returns table (call_id uuid, granted bigint, budget text, cap bigint, used bigint, held bigint, renews_at timestamptz, refused_by text, left_over bigint, refusing_budget uuid)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  v_now      timestamptz := now();
  v_payers   ledger_payer[];
  v_orgs     uuid[];
  v_budgets  uuid[];
  v_starts   timestamptz[];
  v_asked    bigint[];
  v_free     bigint[];
  v_message_orgs  uuid[];
  v_message_users uuid[];
  v_message_days  date[];
  v_call     record;
  v_tight    record;
  v_grant    bigint;
  v_counts   boolean;
  v_messages bigint;
  v_entered  integer;
begin
  -- Which windows each payer's calls stand in.
  select array_agg(q order by (q).payer) into v_payers
  from (
    select row(r.payer, r.org_id, r.user_id, r.key_id, r.feature, r.models ->> 0,
               coalesce(array_agg(b.id order by b.id) filter (where b.id is not null), '{}'),
               coalesce(array_agg(period_start(b.period, v_now, coalesce(b.time_zone, o.time_zone)) order by b.id) filter (where b.id is not null), '{}'),
               coalesce(array_agg(case when b.scope = 'model' then b.scope_value else '' end order by b.id) filter (where b.id is not null), '{}'),
               (v_now at time zone o.time_zone)::date, t.messages_per_day, m.tier, o.time_zone)::ledger_payer as q
    from unnest(p_payer_orgs, p_payer_users, p_payer_keys, p_payer_features, p_payer_models) with ordinality as r(org_id, user_id, key_id, feature, models, payer)
    join organization o on o.id = r.org_id
    left join membership m on m.org_id = r.org_id and m.user_id = r.user_id
    left join tier_limit t on t.org_id = m.org_id and t.tier = m.tier
    left join budget b on b.org_id = r.org_id and b.disabled_at is null
      and ( b.scope = 'organization'
         or (b.scope = 'user'    and b.scope_value = r.user_id::text)
         or (b.scope = 'api_key' and b.scope_value = r.key_id::text)
         or (b.scope = 'feature' and b.scope_value = r.feature)
         or (b.scope = 'tier'    and b.scope_value = m.tier)
         or (b.scope = 'unit'    and b.scope_value = m.unit_id::text)
         or (b.scope = 'model'   and r.models ? b.scope_value))
    group by r.payer, r.org_id, r.user_id, r.key_id, r.feature, r.models, t.messages_per_day, m.tier, o.time_zone) payers;

  select array_agg(w.org_id), array_agg(w.budget_id), array_agg(w.starts_at), array_agg(w.asked) into v_orgs, v_budgets, v_starts, v_asked
  from (select p.org_id, w.budget_id, w.starts_at, sum(r.asked)::bigint as asked
        from (select payer, sum(amount) as asked from unnest(p_payers, p_amounts) as r(payer, amount) group by payer) r
        join unnest(v_payers) p on p.payer = r.payer
        cross join lateral unnest(p.budget_ids, p.starts) as w(budget_id, starts_at)
        group by p.org_id, w.budget_id, w.starts_at) w;

  if array_remove(p_turn_ids, null) <> '{}' then
    select array_agg(p.org_id), array_agg(p.user_id), array_agg(p.today) into v_message_orgs, v_message_users, v_message_days
    from unnest(p_payers, p_turn_ids) as r(payer, turn_id)
    join unnest(v_payers) p on p.payer = r.payer
    where r.turn_id is not null and p.user_id is not null;
  end if;

  perform ledger_lock_batch(v_orgs, v_budgets, v_starts, v_message_orgs, v_message_users, v_message_days, p_ended_orgs, p_ended_calls);

  -- What ends makes room for what begins.
  if cardinality(p_ended_calls) > 0 then
    perform ledger_book(p_ended_orgs, p_ended_calls, p_ended_users, p_ended_keys, p_ended_features, p_ended_providers, p_ended_models, p_ended_prices,
                        p_ended_input, p_ended_cached, p_ended_written, p_ended_output, p_ended_reasoning, p_ended_estimated, p_ended_costs);
  end if;
  if cardinality(p_call_ids) = 0 then
    return;
  end if;

  select array_agg((budget_cap(b.org_id, b.id, b.cap_nano_usd, v_now)::numeric * b.stop_percent / 100)::bigint - bw.settled_nano_usd - bw.held_nano_usd - w.asked order by w.ord)
    into v_free
  from unnest(v_orgs, v_budgets, v_starts, v_asked) with ordinality as w(org_id, budget_id, starts_at, asked, ord)
  join budget_window bw on bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
  join budget b on b.org_id = bw.org_id and b.id = bw.budget_id;

  -- Nearly always there is room for all of them: then none depends on the order, and they are held together.
  if v_message_days is null and 0 <= all (coalesce(v_free, '{}')) then
    with entered as (
      insert into hold (org_id, call_id, amount_nano_usd, budget_ids, window_starts, budget_models, user_id, api_key_id, feature, first_model, lease_until, turn_id, attempt)
      select p.org_id, r.call_id, r.amount, p.budget_ids, p.starts, p.budget_models, p.user_id, p.key_id, p.feature, p.first_model,
             v_now + r.lease_ms * interval '1 millisecond', r.turn_id,
             case when r.provider is not null
                  then row(r.provider, p.first_model, r.price_id, r.input, 0, 0, r.output, 0, true, least(r.cost, r.amount))::hold_attempt end
      from unnest(p_payers, p_call_ids, p_amounts, p_lease_ms, p_turn_ids, p_providers, p_price_ids, p_input, p_output, p_costs)
           as r(payer, call_id, amount, lease_ms, turn_id, provider, price_id, input, output, cost)
      join unnest(v_payers) p on p.payer = r.payer
      order by p.org_id, r.call_id
      on conflict do nothing
      returning org_id, amount_nano_usd, budget_ids, window_starts),
    held as (
      update budget_window bw set held_nano_usd = bw.held_nano_usd + w.entered
      from (select e.org_id, w.budget_id, w.starts_at, sum(e.amount_nano_usd)::bigint as entered
            from entered e cross join lateral unnest(e.budget_ids, e.window_starts) as w(budget_id, starts_at)
            group by e.org_id, w.budget_id, w.starts_at) w
      where bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at)
    select count(*) into v_entered from entered;

    if v_entered = cardinality(p_call_ids) then
      return query
        select r.call_id, r.amount, null::text, null::bigint, null::bigint, null::bigint, null::timestamptz, null::text, f.free, null::uuid
        from unnest(p_payers, p_call_ids, p_amounts) with ordinality as r(payer, call_id, amount, ord)
        left join (select p.payer, min(f.free) as free
                   from unnest(v_payers) p
                   cross join lateral unnest(p.budget_ids, p.starts) as w(budget_id, starts_at)
                   join unnest(v_orgs, v_budgets, v_starts, v_free) as f(org_id, budget_id, starts_at, free)
                     on f.org_id = p.org_id and f.budget_id = w.budget_id and f.starts_at = w.starts_at
                   group by p.payer) f on f.payer = r.payer
        order by r.ord;
    else
      -- Whoever has asked before gets the same verdict.
      return query
        select h.call_id, h.amount_nano_usd, null::text, null::bigint, null::bigint, null::bigint, null::timestamptz, null::text, ledger_left(h.org_id, h.call_id), null::uuid
        from unnest(p_payers, p_call_ids) with ordinality as r(payer, call_id, ord)
        join unnest(v_payers) p on p.payer = r.payer
        join hold h on h.org_id = p.org_id and h.call_id = r.call_id
        order by r.ord;
    end if;
    return;
  end if;

  for v_call in
    select p.org_id, r.call_id, r.amount, r.minimum, r.lease_ms, r.turn_id, p.budget_ids, p.starts, p.budget_models, p.user_id, p.key_id, p.feature, p.first_model,
           case when r.turn_id is not null and p.user_id is not null then p.today end as message_day, p.message_limit, p.tier, p.time_zone,
           r.provider, r.price_id, r.input, r.output, r.cost
    from unnest(p_payers, p_call_ids, p_amounts, p_minimums, p_lease_ms, p_turn_ids, p_providers, p_price_ids, p_input, p_output, p_costs)
         with ordinality as r(payer, call_id, amount, minimum, lease_ms, turn_id, provider, price_id, input, output, cost, ord)
    join unnest(v_payers) p on p.payer = r.payer
    order by r.ord
  loop
    call_id := v_call.call_id; budget := null; cap := null; used := null; held := null; renews_at := null; refused_by := null; left_over := null; refusing_budget := null;

    select h.amount_nano_usd into granted from hold h where h.org_id = v_call.org_id and h.call_id = v_call.call_id;
    if found then
      left_over := ledger_left(v_call.org_id, v_call.call_id);
      return next;   -- asked again after a lost answer: the same verdict
      continue;
    end if;

    -- A turn is one message, however many calls it makes.
    v_counts := v_call.message_day is not null and not exists (
      select 1 from hold h where h.org_id = v_call.org_id and h.turn_id = v_call.turn_id and h.message_day is not null);
    if v_counts and v_call.message_limit is not null then
      select u.messages into v_messages from message_use u
      where u.org_id = v_call.org_id and u.user_id = v_call.user_id and u.day = v_call.message_day;
      if v_messages >= v_call.message_limit then
        granted := null; refused_by := 'messages'; budget := v_call.tier; cap := v_call.message_limit; used := v_messages; held := 0;
        renews_at := first_instant((v_call.message_day + 1)::timestamp, v_call.time_zone);
        return next;
        continue;
      end if;
    end if;

    -- The tightest of its windows decides.
    select b.id, b.name, w.starts_at, c.nano_usd as cap, bw.settled_nano_usd, bw.held_nano_usd, bw.ends_at,
           (c.nano_usd::numeric * b.stop_percent / 100)::bigint - bw.settled_nano_usd - bw.held_nano_usd as available
      into v_tight
      from unnest(v_call.budget_ids, v_call.starts) as w(budget_id, starts_at)
      join budget_window bw on bw.org_id = v_call.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
      join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
      cross join lateral (select budget_cap(b.org_id, b.id, b.cap_nano_usd, v_now) as nano_usd) c
      order by available, b.id
      limit 1;

    if found and v_tight.available < v_call.minimum and v_call.minimum > 0 then
      granted := null; refused_by := 'budget'; budget := v_tight.name; cap := v_tight.cap;
      used := v_tight.settled_nano_usd; held := v_tight.held_nano_usd; renews_at := v_tight.ends_at;
      left_over := greatest(0, v_tight.available); refusing_budget := v_tight.id;
      perform ledger_alert(array[v_call.org_id], array[v_tight.id], array[v_tight.starts_at], true);
      return next;
      continue;
    end if;

    v_grant := case when v_tight is null then v_call.amount else greatest(0, least(v_call.amount, v_tight.available)) end;
    insert into hold (org_id, call_id, amount_nano_usd, budget_ids, window_starts, budget_models, user_id, api_key_id, feature, first_model, lease_until,
                      turn_id, message_day, attempt)
    values (v_call.org_id, v_call.call_id, v_grant, v_call.budget_ids, v_call.starts, v_call.budget_models,
            v_call.user_id, v_call.key_id, v_call.feature, v_call.first_model, v_now + v_call.lease_ms * interval '1 millisecond',
            v_call.turn_id, case when v_counts then v_call.message_day end,
            case when v_call.provider is not null
                 then row(v_call.provider, v_call.first_model, v_call.price_id, v_call.input, 0, 0, v_call.output, 0, true, least(v_call.cost, v_grant))::hold_attempt end)
    on conflict do nothing;
    if not found then
      -- No window made us wait, and another node has decided it meanwhile: its verdict stands.
      select h.amount_nano_usd into granted from hold h where h.org_id = v_call.org_id and h.call_id = v_call.call_id;
      return next;
      continue;
    end if;
    if v_grant > 0 then
      update budget_window bw set held_nano_usd = bw.held_nano_usd + v_grant
      from unnest(v_call.budget_ids, v_call.starts) as w(budget_id, starts_at)
      where bw.org_id = v_call.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at;
    end if;
    if v_counts then
      update message_use u set messages = u.messages + 1
      where u.org_id = v_call.org_id and u.user_id = v_call.user_id and u.day = v_call.message_day;
    end if;
    granted := v_grant;
    left_over := case when v_tight is not null then greatest(0, v_tight.available - v_grant) end;
    return next;
  end loop;
end $$;

-- What a refusal says besides its figures. Nodes of the version before go on asking refusal_zones.
create function refusal_details(p_org_ids uuid[], p_budget_ids uuid[]) returns table (time_zone text, unit text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(b.time_zone, o.time_zone), n.name
  from unnest(p_org_ids, p_budget_ids) with ordinality as r(org_id, budget_id, ord)
  join organization o on o.id = r.org_id
  left join budget b on b.org_id = r.org_id and b.id = r.budget_id
  left join organization_unit n on b.scope = 'unit' and n.org_id = b.org_id and n.id::text = b.scope_value
  order by r.ord $$;
comment on function refusal_details(uuid[], uuid[]) is
  'The time zone of each budget, in the order of the arrays, the organization''s where it has none of its own or the element is null; and the name of the unit that it is for, '
  'null where it is for something else. Definer: names only.';
call open_to_ledger('organization_unit', 'select');
alter function refusal_details(uuid[], uuid[]) owner to aistudio_ledger;
revoke execute on function refusal_details(uuid[], uuid[]) from public;
grant execute on function refusal_details(uuid[], uuid[]) to aistudio_app;

-- An alert of a budget may be raised again until its window is over, which now may be a year: it is kept for so long, and looked at for so long.
create function alert_may_return(p_org_id uuid, p_rule text, p_subject text) returns boolean
  language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select case when p_rule in ('budget_70', 'budget_90', 'budget_stop') then exists (
    select 1 from budget_window bw
    where bw.org_id = p_org_id and bw.budget_id = split_part(p_subject, ' ', 1)::uuid and bw.starts_at = to_timestamp(split_part(p_subject, ' ', 2)::bigint) and bw.ends_at > now())
  else false end $$;
comment on function alert_may_return(uuid, text, text) is 'Whether an alert of this rule and subject is of a budget whose window is not over: then the line that it tells of may be crossed again.';
revoke execute on function alert_may_return(uuid, text, text) from public;
grant execute on function alert_may_return(uuid, text, text) to aistudio_ledger;

create or replace function alerts_expired() returns bigint
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select count(*) from retention_days(app_org()) d join alert a on a.org_id = app_org() and a.ended_at < now() - make_interval(days => greatest(d.trace_days, 32))
  where not alert_may_return(a.org_id, a.rule, a.subject)
$$;

create or replace function remove_expired_alerts(p_limit integer) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count bigint;
begin
  if p_limit not between 1 and 10000 then
    raise exception 'p_limit is 1 to 10000 alerts';
  end if;
  with old as (
    select a.org_id, a.id
    from retention_days(app_org()) d join alert a on a.org_id = app_org() and a.ended_at < now() - make_interval(days => greatest(d.trace_days, 32))
    where not alert_may_return(a.org_id, a.rule, a.subject)
    order by a.id limit p_limit)
  delete from alert a using old where a.org_id = old.org_id and a.id = old.id;
  get diagnostics v_count = row_count;
  return v_count;
end $$;

create or replace function follow_budget_alerts() returns integer
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
          -- No window is longer than a leap year.
          where a.ended_at > now() - interval '367 days' and a.rule in ('budget_70', 'budget_90', 'budget_stop')
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
