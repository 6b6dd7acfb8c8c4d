-- What waits on a node is written in one transaction: calls that end are settled and recorded, and money is set aside for those that begin.
-- Callers of one payer share the look for its budgets, and windows are looked at once a batch.

-- Who pays for calls of a batch, and the windows they stand in: budget_ids[i] with starts[i], on budget_models[i].
create type ledger_payer as (
  payer bigint, org_id uuid, user_id uuid, key_id uuid, feature text, first_model text, budget_ids uuid[], starts timestamptz[], budget_models text[],
  today date, message_limit bigint, tier text, time_zone text
);

-- Its plan is kept by the session, which that of an SQL function is not; and it is asked for with every batch, so it looks first.
create or replace function ledger_alert(p_org_ids uuid[], p_budget_ids uuid[], p_starts timestamptz[], p_refused boolean) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (
    select 1
    from unnest(p_org_ids, p_budget_ids, p_starts) as w(org_id, budget_id, starts_at)
    join budget_window bw on bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
    join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
    where bw.settled_nano_usd::numeric * 100 >= b.cap_nano_usd::numeric * 70) then
    return;
  end if;
  insert into spend_alert (org_id, budget_id, starts_at, percent)
  select distinct bw.org_id, bw.budget_id, bw.starts_at, line.percent
  from unnest(p_org_ids, p_budget_ids, p_starts) as w(org_id, budget_id, starts_at)
  join budget_window bw on bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
  join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
  cross join lateral (select budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as nano_usd) cap
  -- The last tenth is often too little for any call: a budget in it that refuses has stopped.
  cross join (values (70, 70), (90, 90), (100, case when p_refused then 90 else 100 end)) as line(percent, at)
  where cap.nano_usd > 0 and bw.settled_nano_usd::numeric * 100 >= cap.nano_usd::numeric * line.at
  order by 1, 2, 3, 4
  on conflict do nothing;
end $$;

-- Everybody locks windows first, then counts of messages, then holds, each by its key. The first two were asked for by whoever calls this.
create function ledger_lock_holds(p_org_ids uuid[], p_call_ids uuid[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1
  from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id
  order by h.org_id, h.call_id
  for update of h;
end $$;

create function ledger_lock_messages(p_org_ids uuid[], p_user_ids uuid[], p_days date[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1
  from (select distinct org_id, user_id, day from unnest(p_org_ids, p_user_ids, p_days) as r(org_id, user_id, day)) r
  join message_use u on u.org_id = r.org_id and u.user_id = r.user_id and u.day = r.day
  order by u.org_id, u.user_id, u.day
  for update of u;
end $$;

create function ledger_lock_windows(p_org_ids uuid[], p_budget_ids uuid[], p_starts timestamptz[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1
  from (select distinct org_id, budget_id, starts_at from unnest(p_org_ids, p_budget_ids, p_starts) as w(org_id, budget_id, starts_at)) w
  join budget_window bw on bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
  order by bw.org_id, bw.budget_id, bw.starts_at
  for update of bw;
end $$;

create or replace function ledger_lock(p_org_ids uuid[], p_call_ids uuid[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform ledger_lock_windows(array_agg(h.org_id), array_agg(w.budget_id), array_agg(w.starts_at))
  from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id
  cross join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at)
  having count(*) > 0;

  perform ledger_lock_messages(array_agg(h.org_id), array_agg(h.user_id), array_agg(h.message_day))
  from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id and h.message_day is not null
  having count(*) > 0;

  perform ledger_lock_holds(p_org_ids, p_call_ids);
end $$;

-- Settles, under the locks of the calls' windows, counts of messages and holds.
create function ledger_book(
  p_org_ids   uuid[],
  p_call_ids  uuid[],
  p_user_ids  uuid[],
  p_key_ids   uuid[],
  p_features  text[],
  p_providers text[],
  p_models    text[],
  p_price_ids uuid[],
  p_input     bigint[],
  p_cached    bigint[],
  p_written   bigint[],
  p_output    bigint[],
  p_reasoning bigint[],
  p_estimated boolean[],
  p_costs     bigint[])
returns integer
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_asked   integer := cardinality(p_call_ids);
  v_orgs    uuid[];
  v_budgets uuid[];
  v_starts  timestamptz[];
begin
  with entered as (
    insert into ledger_entry (org_id, call_id, user_id, api_key_id, feature, provider, model_id, price_id, input_tokens,
                              cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd)
    select * from unnest(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_providers, p_models, p_price_ids, p_input,
                         p_cached, p_written, p_output, p_reasoning, p_estimated, p_costs) as r(org_id, call_id)
    order by r.org_id, r.call_id
    on conflict (org_id, call_id) do nothing
    returning org_id, call_id)
  select array_agg(org_id), array_agg(call_id) into v_orgs, v_budgets from entered;
  if v_orgs is null then
    return 0;
  end if;
  if cardinality(v_orgs) < v_asked then
    -- Some had been settled before, or are named twice: what counts is what now stands in the books of the others.
    select array_agg(e.org_id), array_agg(e.call_id), array_agg(e.user_id), array_agg(e.feature), array_agg(e.provider), array_agg(e.model_id),
           array_agg(e.input_tokens), array_agg(e.output_tokens), array_agg(e.cost_nano_usd)
      into p_org_ids, p_call_ids, p_user_ids, p_features, p_providers, p_models, p_input, p_output, p_costs
    from unnest(v_orgs, v_budgets) as r(org_id, call_id)
    join ledger_entry e on e.org_id = r.org_id and e.call_id = r.call_id;
  end if;

  -- It settles into the windows of its hold, whatever the time is now; of those on a model, into the served one's only.
  with charged as (
    update budget_window bw
    set held_nano_usd = bw.held_nano_usd - s.freed, settled_nano_usd = bw.settled_nano_usd + s.charged
    from (select h.org_id, w.budget_id, w.starts_at,
                 sum(case when h.state = 'held' then h.amount_nano_usd else 0 end)::bigint as freed,
                 sum(case when w.model in ('', r.model_id) then r.cost else 0 end)::bigint as charged
          from unnest(p_org_ids, p_call_ids, p_models, p_costs) as r(org_id, call_id, model_id, cost)
          join hold h on h.org_id = r.org_id and h.call_id = r.call_id
          cross join lateral unnest(h.budget_ids, h.window_starts, h.budget_models) as w(budget_id, starts_at, model)
          group by h.org_id, w.budget_id, w.starts_at) s
    where bw.org_id = s.org_id and bw.budget_id = s.budget_id and bw.starts_at = s.starts_at
    returning bw.org_id, bw.budget_id, bw.starts_at)
  select array_agg(org_id), array_agg(budget_id), array_agg(starts_at) into v_orgs, v_budgets, v_starts from charged;
  if v_orgs is not null then
    perform ledger_alert(v_orgs, v_budgets, v_starts, false);
  end if;

  if '' = any (p_providers) then
    perform ledger_uncount(array_agg(org_id), array_agg(call_id))
    from unnest(p_org_ids, p_call_ids, p_providers) as r(org_id, call_id, provider) where provider = '';
  end if;

  update hold h set state = 'settled'
  from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
  where h.org_id = r.org_id and h.call_id = r.call_id;

  insert into daily_spend as d (org_id, day, feature, model_id, user_id, calls, input_tokens, output_tokens, cost_nano_usd)
  select s.org_id, (now() at time zone o.time_zone)::date, s.feature, s.model_id, s.user_id, s.calls, s.input, s.output, s.cost
  from (select org_id, feature, model_id, coalesce(user_id, '00000000-0000-0000-0000-000000000000') as user_id,
               count(*) as calls, sum(input) as input, sum(output) as output, sum(cost) as cost
        from unnest(p_org_ids, p_features, p_models, p_user_ids, p_input, p_output, p_costs) as r(org_id, feature, model_id, user_id, input, output, cost)
        group by 1, 2, 3, 4) s
  join organization o on o.id = s.org_id
  order by 1, 2, 3, 4, 5
  on conflict (org_id, day, feature, model_id, user_id) do update
  set calls = d.calls + excluded.calls, input_tokens = d.input_tokens + excluded.input_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;
  return cardinality(p_call_ids);
end $$;

create or replace function ledger_settle(
  p_org_ids   uuid[],
  p_call_ids  uuid[],
  p_user_ids  uuid[],
  p_key_ids   uuid[],
  p_features  text[],
  p_providers text[],
  p_models    text[],
  p_price_ids uuid[],
  p_input     bigint[],
  p_cached    bigint[],
  p_written   bigint[],
  p_output    bigint[],
  p_reasoning bigint[],
  p_estimated boolean[],
  p_costs     bigint[])
returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform ledger_lock(p_org_ids, p_call_ids);
  return ledger_book(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_providers, p_models, p_price_ids, p_input, p_cached, p_written, p_output,
                     p_reasoning, p_estimated, p_costs);
end $$;

-- The windows, counts of messages and holds that a batch touches, locked in the one order. Windows that begin now are made.
create function ledger_lock_batch(
  p_orgs uuid[], p_budgets uuid[], p_starts timestamptz[],              -- of calls that begin
  p_message_orgs uuid[], p_message_users uuid[], p_message_days date[],
  p_ending_orgs uuid[], p_ending_calls uuid[])
returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_orgs    uuid[];
  v_budgets uuid[];
  v_starts  timestamptz[];
  v_counted boolean;
begin
  insert into budget_window (org_id, budget_id, starts_at, ends_at)
  select w.org_id, w.budget_id, w.starts_at, period_end(b.period, w.starts_at, coalesce(b.time_zone, o.time_zone))
  from unnest(p_orgs, p_budgets, p_starts) as w(org_id, budget_id, starts_at)
  join budget b on b.org_id = w.org_id and b.id = w.budget_id
  join organization o on o.id = w.org_id
  where not exists (select 1 from budget_window bw where bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at)
  order by 1, 2, 3
  on conflict do nothing;

  select array_agg(h.org_id) filter (where w.budget_id is not null), array_agg(w.budget_id) filter (where w.budget_id is not null),
         array_agg(w.starts_at) filter (where w.budget_id is not null), bool_or(h.message_day is not null)
    into v_orgs, v_budgets, v_starts, v_counted
  from unnest(p_ending_orgs, p_ending_calls) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id
  left join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at) on true;

  if p_orgs is not null or v_orgs is not null then
    perform ledger_lock_windows(p_orgs || v_orgs, p_budgets || v_budgets, p_starts || v_starts);
  end if;

  if p_message_days is not null or v_counted then
    insert into message_use (org_id, user_id, day)
    select distinct org_id, user_id, day from unnest(p_message_orgs, p_message_users, p_message_days) as r(org_id, user_id, day)
    order by 1, 2, 3
    on conflict do nothing;

    perform ledger_lock_messages(array_agg(org_id), array_agg(user_id), array_agg(day))
    from (select * from unnest(p_message_orgs, p_message_users, p_message_days) as r(org_id, user_id, day)
          union all
          select h.org_id, h.user_id, h.message_day from unnest(p_ending_orgs, p_ending_calls) as r(org_id, call_id)
          join hold h on h.org_id = r.org_id and h.call_id = r.call_id and h.message_day is not null) days;
  end if;

  perform ledger_lock_holds(p_ending_orgs, p_ending_calls);
end $$;

create function ledger_write(
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
returns table (call_id uuid, granted bigint, budget text, cap bigint, used bigint, held bigint, renews_at timestamptz, refused_by text, left_over bigint)
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
        select r.call_id, r.amount, null::text, null::bigint, null::bigint, null::bigint, null::timestamptz, null::text, f.free
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
        select h.call_id, h.amount_nano_usd, null::text, null::bigint, null::bigint, null::bigint, null::timestamptz, null::text, ledger_left(h.org_id, h.call_id)
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
    call_id := v_call.call_id; budget := null; cap := null; used := null; held := null; renews_at := null; refused_by := null; left_over := null;

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
comment on function ledger_write is
  'Settles the calls that end as ledger_settle does, and then holds for each call that begins as much of its amount as the tightest budget that applies leaves, but not less than its '
  'minimum, against all of its windows or none. A call with a turn counts as one message of its user today, in the organization''s calendar, unless the turn counts already. '
  'Returns a row a call that begins: granted in nano-dollars and left_over, what the tightest budget leaves besides (null: no budget applies), or null with refused_by. ''budget'': the refusing '
  'budget, its cap in force, used and held in nano-dollars and the end of its window. ''messages'': the tier, its messages a day, how many were sent, and when the next day begins. '
  'p_providers to p_costs say what a call is booked as if its node dies before ledger_progress tells more, at most what is granted; without a provider nothing is. '
  'Decides in the order of the arrays. Idempotent by call id. Periods follow the budget''s or the organization''s time zone and the database''s clock. Errors: unknown organization gives no row.';

-- The W3C trace of the request that made a call, so that whoever has a traceparent or a line of the log finds its calls.
alter table call add column trace_id text check (trace_id ~ '^[0-9a-f]{32}$');
create index call_trace on call (org_id, trace_id) where trace_id is not null;

-- Records of calls with their attempts, which name their call by its place in the first arrays.
create function ledger_record(
  p_org_ids        uuid[],
  p_call_ids       uuid[],
  p_started        timestamptz[],
  p_user_ids       uuid[],
  p_key_ids        uuid[],
  p_features       text[],
  p_turn_ids       uuid[],
  p_prompt_ids     uuid[],
  p_requested      text[],
  p_served         text[],
  p_providers      text[],
  p_streamed       boolean[],
  p_endings        text[],
  p_errors         text[],
  p_durations      integer[],   -- ms
  p_first_tokens   integer[],   -- ms
  p_input          bigint[],
  p_cached         bigint[],
  p_output         bigint[],
  p_estimated      boolean[],
  p_costs          bigint[],    -- nano-dollars
  p_cache_kinds    text[],
  p_saved          bigint[],    -- nano-dollars
  p_end_users      text[],
  p_trace_ids      text[],
  p_attempt_calls        integer[],   -- from 1
  p_attempt_numbers      integer[],
  p_attempt_providers    text[],
  p_attempt_models       text[],
  p_attempt_started      timestamptz[],
  p_attempt_durations    integer[],
  p_attempt_first_tokens integer[],
  p_attempt_errors       text[],
  p_attempt_queued       integer[],   -- ms
  p_attempt_input        bigint[],
  p_attempt_output       bigint[],
  p_attempt_estimated    boolean[],
  p_attempt_costs        bigint[])
returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count integer;
begin
  insert into call (org_id, id, started_at, user_id, api_key_id, feature, turn_id, prompt_version_id, requested_model, served_model, provider,
                    streamed, ending, error_code, duration_ms, first_token_ms, input_tokens, cached_input_tokens, output_tokens, estimated, cost_nano_usd,
                    cache_kind, saved_nano_usd, end_user, trace_id)
  select * from unnest(p_org_ids, p_call_ids, p_started, p_user_ids, p_key_ids, p_features, p_turn_ids, p_prompt_ids, p_requested, p_served, p_providers,
                       p_streamed, p_endings, p_errors, p_durations, p_first_tokens, p_input, p_cached, p_output, p_estimated, p_costs,
                       p_cache_kinds, p_saved, p_end_users, p_trace_ids)
  order by 1, 2
  on conflict do nothing;
  get diagnostics v_count = row_count;

  insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code,
                            queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd)
  select c.org_id, c.id, c.started_at, a.number, a.provider, a.model_id, a.started_at, a.duration_ms, a.first_token_ms, a.error_code,
         a.queued_ms, a.input_tokens, a.output_tokens, a.estimated, a.cost_nano_usd
  from unnest(p_attempt_calls, p_attempt_numbers, p_attempt_providers, p_attempt_models, p_attempt_started, p_attempt_durations, p_attempt_first_tokens,
              p_attempt_errors, p_attempt_queued, p_attempt_input, p_attempt_output, p_attempt_estimated, p_attempt_costs)
       as a(ord, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code, queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd)
  join unnest(p_org_ids, p_call_ids, p_started) with ordinality as c(org_id, id, started_at, ord) on c.ord = a.ord
  on conflict do nothing;
  return v_count;
end $$;
comment on function ledger_record is
  'Stores records of calls, and their attempts. Idempotent by organization, id and start, and by the attempt''s number. Returns how many calls were new. Errors when no partition covers a start.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['ledger_write', 'ledger_record'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
  foreach v_name in array array['ledger_book', 'ledger_lock_batch', 'ledger_lock_windows', 'ledger_lock_messages', 'ledger_lock_holds'] loop
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_ledger', v_name);
  end loop;
end $$;
