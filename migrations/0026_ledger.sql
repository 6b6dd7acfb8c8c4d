-- The ledger learns tiers, messages a day, raises, alerts, and what an attempt had come to when its node died.
-- Everybody locks in the same order: windows, then counts of messages, then holds; each by its key.

-- What the attempt that runs for a hold has used so far. Null: no provider has been asked.
create type hold_attempt as (
  provider text, model_id text, price_id uuid, input_tokens bigint, cached_input_tokens bigint, cache_write_tokens bigint,
  output_tokens bigint, reasoning_tokens bigint, estimated boolean, cost_nano_usd bigint
);
alter table hold
  add column attempt     hold_attempt,
  add column turn_id     uuid,          -- the chat turn it answers
  add column message_day date,          -- the day in whose count of messages it stands, if it does
  add column lost_at     timestamptz;   -- when its lease ran out without a settlement
-- Room for the attempt's progress beside the row, so that writing it touches no index.
alter table hold set (fillfactor = 70);
create index hold_turn on hold (org_id, turn_id) where turn_id is not null;

alter type ledger_request add attribute turn_id uuid, add attribute message_day date, add attribute message_limit bigint, add attribute tier text, add attribute time_zone text;

-- Says that windows have crossed a line: once a window and line, whoever comes first. Called under the windows' locks.
create function ledger_alert(p_org_ids uuid[], p_budget_ids uuid[], p_starts timestamptz[], p_refused boolean) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_org_id uuid;
begin
  for v_org_id in
    with crossed as (
      insert into spend_alert (org_id, budget_id, starts_at, percent)
      select distinct bw.org_id, bw.budget_id, bw.starts_at, line.percent
      from unnest(p_org_ids, p_budget_ids, p_starts) as w(org_id, budget_id, starts_at)
      join budget_window bw on (bw.org_id, bw.budget_id, bw.starts_at) = (w.org_id, w.budget_id, w.starts_at)
      join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
      cross join lateral (select budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as nano_usd) cap
      -- The last tenth is often too little for any call: a budget in it that refuses has stopped.
      cross join (values (70, 70), (90, 90), (100, case when p_refused then 90 else 100 end)) as line(percent, at)
      where cap.nano_usd > 0 and bw.settled_nano_usd::numeric * 100 >= cap.nano_usd::numeric * line.at
      order by 1, 2, 3, 4
      on conflict do nothing
      returning org_id)
    select distinct org_id from crossed
  loop
    perform pg_notify('studio', 'spend_alert ' || v_org_id);
  end loop;
end $$;

drop function ledger_hold(uuid[], uuid[], uuid[], uuid[], text[], jsonb[], bigint[], bigint[], bigint[]);
create function ledger_hold(
  p_org_ids   uuid[],
  p_call_ids  uuid[],
  p_user_ids  uuid[],      -- null elements: a call of the organization itself
  p_key_ids   uuid[],
  p_features  text[],
  p_models    jsonb[],     -- arrays of text: every model that may answer
  p_amounts   bigint[],    -- nano-dollars, the worst case
  p_minimums  bigint[],    -- nano-dollars, 0 ≤ minimum ≤ amount
  p_lease_ms  bigint[],
  p_turn_ids  uuid[] default null)   -- null elements: not a message of a chat
returns table (call_id uuid, granted bigint, budget text, cap bigint, used bigint, held bigint, renews_at timestamptz, refused_by text)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  v_now      timestamptz := now();
  v_batch    ledger_request[];
  v_call     ledger_request;
  v_tight    record;
  v_grant    bigint;
  v_counts   boolean;
  v_messages bigint;
begin
  -- Which windows each call stands in.
  select coalesce(array_agg(q order by (q).ord), '{}') into v_batch
  from (
    select row(r.ord, r.org_id, r.call_id, r.amount, r.minimum, r.lease_ms,
               coalesce(array_agg(b.id order by b.id) filter (where b.id is not null), '{}'),
               coalesce(array_agg(period_start(b.period, v_now, coalesce(b.time_zone, o.time_zone)) order by b.id) filter (where b.id is not null), '{}'),
               coalesce(array_agg(case when b.scope = 'model' then b.scope_value else '' end order by b.id) filter (where b.id is not null), '{}'),
               r.user_id, r.key_id, r.feature, r.models ->> 0, r.turn_id,
               case when r.turn_id is not null and r.user_id is not null then (v_now at time zone o.time_zone)::date end,
               t.messages_per_day, m.tier, o.time_zone)::ledger_request as q
    from unnest(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_models, p_amounts, p_minimums, p_lease_ms, p_turn_ids)
         with ordinality as r(org_id, call_id, user_id, key_id, feature, models, amount, minimum, lease_ms, turn_id, ord)
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
    group by r.ord, r.org_id, r.call_id, r.amount, r.minimum, r.lease_ms, r.user_id, r.key_id, r.feature, r.models, r.turn_id,
             t.messages_per_day, m.tier, o.time_zone) grouped;

  insert into budget_window (org_id, budget_id, starts_at, ends_at)
  select distinct w.org_id, w.budget_id, w.starts_at, period_end(b.period, w.starts_at, coalesce(b.time_zone, o.time_zone))
  from (select org_id, unnest(budget_ids) as budget_id, unnest(starts) as starts_at from unnest(v_batch)) w
  join budget b on b.org_id = w.org_id and b.id = w.budget_id
  join organization o on o.id = w.org_id
  order by 1, 2, 3
  on conflict do nothing;

  perform 1 from budget_window bw
  where exists (select 1 from (select org_id, unnest(budget_ids) as budget_id, unnest(starts) as starts_at from unnest(v_batch)) w
                where (w.org_id, w.budget_id, w.starts_at) = (bw.org_id, bw.budget_id, bw.starts_at))
  order by bw.org_id, bw.budget_id, bw.starts_at
  for update;

  insert into message_use (org_id, user_id, day)
  select distinct org_id, user_id, message_day from unnest(v_batch) where message_day is not null
  order by 1, 2, 3
  on conflict do nothing;

  perform 1 from message_use u
  where exists (select 1 from unnest(v_batch) q where (q.org_id, q.user_id, q.message_day) = (u.org_id, u.user_id, u.day))
  order by u.org_id, u.user_id, u.day
  for update;

  foreach v_call in array v_batch loop
    call_id := v_call.call_id; budget := null; cap := null; used := null; held := null; renews_at := null; refused_by := null;

    select h.amount_nano_usd into granted from hold h where h.org_id = v_call.org_id and h.call_id = v_call.call_id;
    if found then
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
                      turn_id, message_day)
    values (v_call.org_id, v_call.call_id, v_grant, v_call.budget_ids, v_call.starts, v_call.budget_models,
            v_call.user_id, v_call.key_id, v_call.feature, v_call.first_model, v_now + v_call.lease_ms * interval '1 millisecond',
            v_call.turn_id, case when v_counts then v_call.message_day end)
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
    return next;
  end loop;
end $$;
comment on function ledger_hold is
  'Holds, for each call, as much of its amount as the tightest budget that applies leaves, but not less than its minimum, against all of its windows or none. '
  'A call with a turn counts as one message of its user today, in the organization''s calendar, unless the turn counts already. '
  'Returns a row a call: granted in nano-dollars, or null with refused_by. ''budget'': the refusing budget, its cap in force, used and held in nano-dollars and the end of its window. '
  '''messages'': the tier, its messages a day, how many were sent, and when the next day begins. '
  'Decides in the order of the arrays. Idempotent by call id. Periods follow the budget''s or the organization''s time zone and the database''s clock. Errors: unknown organization gives no row.';

create or replace function ledger_lock(p_org_ids uuid[], p_call_ids uuid[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from budget_window bw
  where exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
                join hold h on h.org_id = r.org_id and h.call_id = r.call_id
                cross join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at)
                where (h.org_id, w.budget_id, w.starts_at) = (bw.org_id, bw.budget_id, bw.starts_at))
  order by bw.org_id, bw.budget_id, bw.starts_at
  for update;

  perform 1 from message_use u
  where exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
                join hold h on h.org_id = r.org_id and h.call_id = r.call_id
                where (h.org_id, h.user_id, h.message_day) = (u.org_id, u.user_id, u.day))
  order by u.org_id, u.user_id, u.day
  for update;

  perform 1 from hold h
  where exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id) where r.org_id = h.org_id and r.call_id = h.call_id)
  order by h.org_id, h.call_id
  for update;
end $$;

-- A message that no model was asked for does not count. Called under the locks.
create function ledger_uncount(p_org_ids uuid[], p_call_ids uuid[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update message_use u set messages = u.messages - s.given_back
  from (select h.org_id, h.user_id, h.message_day, count(*) as given_back
        from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
        join hold h on h.org_id = r.org_id and h.call_id = r.call_id
        where h.message_day is not null
        group by h.org_id, h.user_id, h.message_day) s
  where u.org_id = s.org_id and u.user_id = s.user_id and u.day = s.message_day;

  update hold h set message_day = null
  from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
  where h.org_id = r.org_id and h.call_id = r.call_id and h.message_day is not null;
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
declare
  v_org_ids    uuid[];
  v_call_ids   uuid[];
  v_idle_orgs  uuid[];
  v_idle_calls uuid[];
begin
  perform ledger_lock(p_org_ids, p_call_ids);

  with entered as (
    insert into ledger_entry (org_id, call_id, user_id, api_key_id, feature, provider, model_id, price_id, input_tokens,
                              cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd)
    select * from unnest(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_providers, p_models, p_price_ids, p_input,
                         p_cached, p_written, p_output, p_reasoning, p_estimated, p_costs) as r(org_id, call_id)
    order by r.org_id, r.call_id
    on conflict (org_id, call_id) do nothing
    returning org_id, call_id, provider)
  select array_agg(org_id), array_agg(call_id), array_agg(org_id) filter (where provider = ''), array_agg(call_id) filter (where provider = '')
    into v_org_ids, v_call_ids, v_idle_orgs, v_idle_calls from entered;
  if v_call_ids is null then
    return 0;
  end if;

  -- It settles into the windows of its hold, whatever the time is now; of those on a model, into the served one's only.
  update budget_window bw
  set held_nano_usd = bw.held_nano_usd - s.freed, settled_nano_usd = bw.settled_nano_usd + s.charged
  from (select h.org_id, w.budget_id, w.starts_at,
               sum(case when h.state = 'held' then h.amount_nano_usd else 0 end)::bigint as freed,
               sum(case when w.model in ('', e.model_id) then e.cost_nano_usd else 0 end)::bigint as charged
        from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
        join ledger_entry e on e.org_id = r.org_id and e.call_id = r.call_id
        join hold h on h.org_id = r.org_id and h.call_id = r.call_id
        cross join lateral unnest(h.budget_ids, h.window_starts, h.budget_models) as w(budget_id, starts_at, model)
        group by h.org_id, w.budget_id, w.starts_at) s
  where bw.org_id = s.org_id and bw.budget_id = s.budget_id and bw.starts_at = s.starts_at;

  perform ledger_alert(array_agg(w.org_id), array_agg(w.budget_id), array_agg(w.starts_at), false)
  from (select distinct h.org_id, w.budget_id, w.starts_at
        from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
        join hold h on h.org_id = r.org_id and h.call_id = r.call_id
        cross join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at)) w
  having count(*) > 0;

  if v_idle_calls is not null then
    perform ledger_uncount(v_idle_orgs, v_idle_calls);
  end if;

  update hold h set state = 'settled'
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  where h.org_id = r.org_id and h.call_id = r.call_id;

  insert into daily_spend as d (org_id, day, feature, model_id, user_id, calls, input_tokens, output_tokens, cost_nano_usd)
  select e.org_id, (e.created_at at time zone o.time_zone)::date as day, e.feature, e.model_id,
         coalesce(e.user_id, '00000000-0000-0000-0000-000000000000') as user_id,
         count(*), sum(e.input_tokens), sum(e.output_tokens), sum(e.cost_nano_usd)
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  join ledger_entry e on e.org_id = r.org_id and e.call_id = r.call_id
  join organization o on o.id = r.org_id
  group by 1, 2, 3, 4, 5
  order by 1, 2, 3, 4, 5
  on conflict (org_id, day, feature, model_id, user_id) do update
  set calls = d.calls + excluded.calls, input_tokens = d.input_tokens + excluded.input_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;
  return cardinality(v_call_ids);
end $$;
comment on function ledger_settle is
  'Books what each call used, in tokens and nano-dollars, and releases its hold; a call without a provider ('''') used nothing and is no message. '
  'Idempotent by call id: the first settlement stands, a second one changes nothing. Writes the alerts of lines that are crossed. Returns how many were new.';

-- What running attempts have come to, so that the call of a node that dies can be settled without it. Locks holds only, in their order.
create function ledger_progress(
  p_org_ids   uuid[],
  p_call_ids  uuid[],
  p_providers text[],      -- null elements: no provider has been asked yet
  p_models    text[],
  p_price_ids uuid[],
  p_input     bigint[],
  p_cached    bigint[],
  p_written   bigint[],
  p_output    bigint[],
  p_reasoning bigint[],
  p_estimated boolean[],
  p_costs     bigint[],
  p_lease_ms  bigint)      -- 0 leaves the leases as they are
returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count integer;
begin
  perform 1 from hold h
  where exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id) where r.org_id = h.org_id and r.call_id = h.call_id)
  order by h.org_id, h.call_id
  for update;

  update hold h
  set attempt = case when r.provider is null then h.attempt
                     else row(r.provider, r.model_id, r.price_id, r.input, r.cached, r.written, r.output, r.reasoning, r.estimated, r.cost)::hold_attempt end,
      lease_until = case when p_lease_ms > 0 then greatest(h.lease_until, now() + p_lease_ms * interval '1 millisecond') else h.lease_until end
  from unnest(p_org_ids, p_call_ids, p_providers, p_models, p_price_ids, p_input, p_cached, p_written, p_output, p_reasoning, p_estimated, p_costs)
       as r(org_id, call_id, provider, model_id, price_id, input, cached, written, output, reasoning, estimated, cost)
  where h.org_id = r.org_id and h.call_id = r.call_id and h.state = 'held';
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function ledger_progress is
  'Notes what the attempts of open holds have used so far (tokens, nano-dollars) and extends their leases by p_lease_ms (0: not). Returns how many holds were open.';

create or replace function ledger_release_expired(p_limit integer default 1000) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_org_ids   uuid[];
  v_call_ids  uuid[];
  v_idle_orgs uuid[];
  v_idle      uuid[];
begin
  -- After a restart of the server the nodes that live come first: none of them could renew a lease meanwhile.
  if pg_postmaster_start_time() > now() - interval '20 seconds' and exists (select 1 from hold where state = 'held' and created_at < pg_postmaster_start_time()) then
    return 0;
  end if;
  select array_agg(org_id), array_agg(call_id) into v_org_ids, v_call_ids
  from (select h.org_id, h.call_id from hold h
        where h.state = 'held' and h.lease_until < now() order by h.lease_until limit least(p_limit, 10000)) expired;
  if v_call_ids is null then
    return 0;
  end if;
  perform ledger_lock(v_org_ids, v_call_ids);

  -- What was settled, released or renewed until the locks were had is not expired any more.
  select array_agg(h.org_id), array_agg(h.call_id), array_agg(h.org_id) filter (where (h.attempt).provider is null), array_agg(h.call_id) filter (where (h.attempt).provider is null)
    into v_org_ids, v_call_ids, v_idle_orgs, v_idle
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id and h.state = 'held' and h.lease_until < now();
  if v_call_ids is null then
    return 0;
  end if;

  update hold h set lost_at = now()
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  where h.org_id = r.org_id and h.call_id = r.call_id;

  perform ledger_settle(array_agg(h.org_id), array_agg(h.call_id), array_agg(h.user_id), array_agg(h.api_key_id), array_agg(h.feature),
                        array_agg((h.attempt).provider), array_agg((h.attempt).model_id), array_agg((h.attempt).price_id),
                        array_agg((h.attempt).input_tokens), array_agg((h.attempt).cached_input_tokens), array_agg((h.attempt).cache_write_tokens),
                        array_agg((h.attempt).output_tokens), array_agg((h.attempt).reasoning_tokens), array_agg((h.attempt).estimated),
                        array_agg((h.attempt).cost_nano_usd))
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id and (h.attempt).provider is not null
  having count(*) > 0;

  if v_idle is not null then
    update budget_window bw set held_nano_usd = bw.held_nano_usd - s.freed
    from (select h.org_id, w.budget_id, w.starts_at, sum(h.amount_nano_usd)::bigint as freed
          from unnest(v_idle_orgs, v_idle) as r(org_id, call_id)
          join hold h on h.org_id = r.org_id and h.call_id = r.call_id
          cross join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at)
          group by h.org_id, w.budget_id, w.starts_at) s
    where bw.org_id = s.org_id and bw.budget_id = s.budget_id and bw.starts_at = s.starts_at;

    perform ledger_uncount(v_idle_orgs, v_idle);

    update hold h set state = 'released'
    from unnest(v_idle_orgs, v_idle) as r(org_id, call_id)
    where h.org_id = r.org_id and h.call_id = r.call_id;
  end if;

  insert into call (org_id, id, started_at, user_id, api_key_id, feature, turn_id, requested_model, served_model, provider, streamed, ending, duration_ms,
                    input_tokens, cached_input_tokens, output_tokens, estimated, cost_nano_usd)
  select h.org_id, h.call_id, h.created_at, h.user_id, h.api_key_id, h.feature, h.turn_id, h.first_model, e.model_id, e.provider, false, 'lost',
         least(extract(epoch from now() - h.created_at) * 1000, 2147483647)::integer,
         e.input_tokens, e.cached_input_tokens, e.output_tokens, true, coalesce(e.cost_nano_usd, 0)
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id
  left join ledger_entry e on e.org_id = h.org_id and e.call_id = h.call_id
  where not exists (select 1 from call c where c.org_id = h.org_id and c.id = h.call_id)
  on conflict do nothing;
  return cardinality(v_call_ids);
end $$;
comment on function ledger_release_expired(integer) is
  'Ends up to p_limit (≤ 10000) holds whose lease has run out: settles those whose attempt had reached a provider with what it was last known to have used, '
  'releases the others, and records their calls as lost. Waits while the server has just started. Returns how many.';

-- A node that was given up may still record its call: then that row takes the lost one's place, with what was booked.
grant delete on call to aistudio_ledger;
create function call_replaces_lost() returns trigger
  language plpgsql as $$
declare
  v_entry ledger_entry;
begin
  if new.ending = 'lost' or not exists (select 1 from hold h where h.org_id = new.org_id and h.call_id = new.id and h.lost_at is not null) then
    return new;
  end if;
  delete from call c where c.org_id = new.org_id and c.id = new.id and c.ending = 'lost';
  select * into v_entry from ledger_entry e where e.org_id = new.org_id and e.call_id = new.id;
  if found then
    new.input_tokens := v_entry.input_tokens; new.cached_input_tokens := v_entry.cached_input_tokens; new.output_tokens := v_entry.output_tokens;
    new.estimated := v_entry.estimated; new.cost_nano_usd := v_entry.cost_nano_usd;
  end if;
  return new;
end $$;
comment on function call_replaces_lost() is 'Trigger on call: one row a call, also when its node came back after its lease had run out.';
create trigger call_replaces_lost before insert on call for each row execute function call_replaces_lost();

do $$
declare
  v_name text;
begin
  foreach v_name in array array['ledger_hold', 'ledger_progress'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
  foreach v_name in array array['ledger_alert', 'ledger_uncount', 'call_replaces_lost'] loop
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_ledger', v_name);
  end loop;
end $$;
