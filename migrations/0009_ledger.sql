-- Hold, settle, record: each takes whatever waits on a node as arrays, in one transaction, and gives every call its own verdict.
-- They work across tenants in one batch, so they belong to aistudio_ledger, whose policies reach the tables named in 0003 and 0004 only.
-- Windows are locked first, in one fixed order, and changed afterwards in a second statement: locking and updating in one
-- statement loses updates under concurrency.

-- A budget on a model counts what that model used. Which candidate will answer is not known when the money is set aside, so a hold
-- stands in the windows of all of them: budget_models[i] is the model that budget_ids[i] is on, '' for a budget of another scope.
alter table hold add column budget_models text[] not null;

-- Whose call it is, for the row that a lost call leaves.
alter table hold add column user_id uuid, add column api_key_id uuid, add column feature text not null, add column first_model text not null;

-- The start of the period that p_at falls into, by the calendar of p_time_zone (so 23- and 25-hour days come out right).
create function period_start(p_period text, p_at timestamptz, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select date_trunc(p_period, p_at at time zone p_time_zone) at time zone p_time_zone $$;
comment on function period_start(text, timestamptz, text) is 'p_period: hour, day, week (Monday) or month. Errors on an unknown period or time zone.';

create function period_end(p_period text, p_start timestamptz, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select ((p_start at time zone p_time_zone) + ('1 ' || p_period)::interval) at time zone p_time_zone $$;
comment on function period_end(text, timestamptz, text) is 'The start of the next period; the end is exclusive.';

-- A request for a hold with the windows it stands in: budget_ids[i] with starts[i], on budget_models[i].
create type ledger_request as (
  ord bigint, org_id uuid, call_id uuid, amount bigint, minimum bigint, lease_ms bigint, budget_ids uuid[], starts timestamptz[],
  budget_models text[], user_id uuid, key_id uuid, feature text, first_model text
);

create function ledger_hold(
  p_org_ids   uuid[],
  p_call_ids  uuid[],
  p_user_ids  uuid[],      -- null elements: a call of the organization itself
  p_key_ids   uuid[],
  p_features  text[],
  p_models    jsonb[],     -- arrays of text: every model that may answer
  p_amounts   bigint[],    -- nano-dollars, the worst case
  p_minimums  bigint[],    -- nano-dollars, 0 ≤ minimum ≤ amount
  p_lease_ms  bigint[])
returns table (call_id uuid, granted bigint, budget text, cap bigint, used bigint, held bigint, renews_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  v_now     timestamptz := now();
  v_batch   ledger_request[];
  v_call    ledger_request;
  v_tight   record;
  v_grant   bigint;
begin
  -- Which windows each call stands in.
  select coalesce(array_agg(q order by (q).ord), '{}') into v_batch
  from (
    select row(r.ord, r.org_id, r.call_id, r.amount, r.minimum, r.lease_ms,
               coalesce(array_agg(b.id order by b.id) filter (where b.id is not null), '{}'),
               coalesce(array_agg(period_start(b.period, v_now, o.time_zone) order by b.id) filter (where b.id is not null), '{}'),
               coalesce(array_agg(case when b.scope = 'model' then b.scope_value else '' end order by b.id) filter (where b.id is not null), '{}'),
               r.user_id, r.key_id, r.feature, r.models ->> 0)::ledger_request as q
    from unnest(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_models, p_amounts, p_minimums, p_lease_ms)
         with ordinality as r(org_id, call_id, user_id, key_id, feature, models, amount, minimum, lease_ms, ord)
    join organization o on o.id = r.org_id
    left join budget b on b.org_id = r.org_id and b.disabled_at is null
      and ( b.scope = 'organization'
         or (b.scope = 'user'    and b.scope_value = r.user_id::text)
         or (b.scope = 'api_key' and b.scope_value = r.key_id::text)
         or (b.scope = 'feature' and b.scope_value = r.feature)
         or (b.scope = 'model'   and r.models ? b.scope_value))
    group by r.ord, r.org_id, r.call_id, r.amount, r.minimum, r.lease_ms, r.user_id, r.key_id, r.feature, r.models) grouped;

  insert into budget_window (org_id, budget_id, starts_at, ends_at)
  select distinct w.org_id, w.budget_id, w.starts_at, period_end(b.period, w.starts_at, o.time_zone)
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

  foreach v_call in array v_batch loop
    call_id := v_call.call_id; budget := null; cap := null; used := null; held := null; renews_at := null;

    select h.amount_nano_usd into granted from hold h where h.org_id = v_call.org_id and h.call_id = v_call.call_id;
    if found then
      return next;   -- asked again after a lost answer: the same verdict
      continue;
    end if;

    -- The tightest of its windows decides.
    select b.name, b.cap_nano_usd, bw.settled_nano_usd, bw.held_nano_usd, bw.ends_at,
           (b.cap_nano_usd::numeric * b.stop_percent / 100)::bigint - bw.settled_nano_usd - bw.held_nano_usd as available
      into v_tight
      from unnest(v_call.budget_ids, v_call.starts) as w(budget_id, starts_at)
      join budget_window bw on bw.org_id = v_call.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
      join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
      order by available, b.id
      limit 1;

    if found and v_tight.available < v_call.minimum and v_call.minimum > 0 then
      granted := null; budget := v_tight.name; cap := v_tight.cap_nano_usd;
      used := v_tight.settled_nano_usd; held := v_tight.held_nano_usd; renews_at := v_tight.ends_at;
      return next;
      continue;
    end if;

    v_grant := case when v_tight is null then v_call.amount else greatest(0, least(v_call.amount, v_tight.available)) end;
    insert into hold (org_id, call_id, amount_nano_usd, budget_ids, window_starts, budget_models, user_id, api_key_id, feature, first_model, lease_until)
    values (v_call.org_id, v_call.call_id, v_grant, v_call.budget_ids, v_call.starts, v_call.budget_models,
            v_call.user_id, v_call.key_id, v_call.feature, v_call.first_model, v_now + v_call.lease_ms * interval '1 millisecond')
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
    granted := v_grant;
    return next;
  end loop;
end $$;
comment on function ledger_hold is
  'Holds, for each call, as much of its amount as the tightest budget that applies leaves, but not less than its minimum, against all of its windows or none. '
  'Returns a row a call: granted in nano-dollars, or null with the refusing budget, its cap, used and held in nano-dollars and the end of its window. '
  'Decides in the order of the arrays. Idempotent by call id. Periods follow the organization''s time zone and the database''s clock. Errors: unknown organization gives no row.';

-- Whoever ends calls locks all of their windows first and their holds second, each in one order, so that nodes wait for each other
-- in line and never in a circle. (ledger_hold locks windows in the same order and writes only holds that are new.)
create function ledger_lock(p_org_ids uuid[], p_call_ids uuid[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from budget_window bw
  where exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
                join hold h on h.org_id = r.org_id and h.call_id = r.call_id
                cross join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at)
                where (h.org_id, w.budget_id, w.starts_at) = (bw.org_id, bw.budget_id, bw.starts_at))
  order by bw.org_id, bw.budget_id, bw.starts_at
  for update;

  perform 1 from hold h
  where exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id) where r.org_id = h.org_id and r.call_id = h.call_id)
  order by h.org_id, h.call_id
  for update;
end $$;
revoke execute on function ledger_lock(uuid[], uuid[]) from public;
grant execute on function ledger_lock(uuid[], uuid[]) to aistudio_ledger;

create function ledger_settle(
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
  v_org_ids  uuid[];
  v_call_ids uuid[];
begin
  perform ledger_lock(p_org_ids, p_call_ids);

  with entered as (
    insert into ledger_entry (org_id, call_id, user_id, api_key_id, feature, provider, model_id, price_id, input_tokens,
                              cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, estimated, cost_nano_usd)
    select * from unnest(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_providers, p_models, p_price_ids, p_input,
                         p_cached, p_written, p_output, p_reasoning, p_estimated, p_costs) as r(org_id, call_id)
    order by r.org_id, r.call_id
    on conflict (org_id, call_id) do nothing
    returning org_id, call_id)
  select array_agg(org_id), array_agg(call_id) into v_org_ids, v_call_ids from entered;
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
  'Books what each call used, in tokens and nano-dollars, and releases its hold. Idempotent by call id: a second settlement changes nothing. Returns how many were new.';

-- A node that died never settles. Its holds are given back when their lease has run out. Whether the provider was called, and what it
-- charges, nobody knows: nothing is booked, but the call leaves a row that says so (ending 'lost', estimated, cost 0), to be compared
-- with the provider's bill. Should its node still come back, the settlement is booked as ever, and the call has its own row as well.
create function ledger_release_expired(p_limit integer default 1000) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_org_ids  uuid[];
  v_call_ids uuid[];
begin
  select array_agg(org_id), array_agg(call_id) into v_org_ids, v_call_ids
  from (select h.org_id, h.call_id from hold h
        where h.state = 'held' and h.lease_until < now() order by h.lease_until limit least(p_limit, 10000)) expired;
  if v_call_ids is null then
    return 0;
  end if;
  perform ledger_lock(v_org_ids, v_call_ids);

  -- What was settled or released until the locks were had is not expired any more.
  select array_agg(h.org_id), array_agg(h.call_id) into v_org_ids, v_call_ids
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id and h.state = 'held';
  if v_call_ids is null then
    return 0;
  end if;

  update budget_window bw set held_nano_usd = bw.held_nano_usd - s.freed
  from (select h.org_id, w.budget_id, w.starts_at, sum(h.amount_nano_usd)::bigint as freed
        from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
        join hold h on h.org_id = r.org_id and h.call_id = r.call_id
        cross join lateral unnest(h.budget_ids, h.window_starts) as w(budget_id, starts_at)
        group by h.org_id, w.budget_id, w.starts_at) s
  where bw.org_id = s.org_id and bw.budget_id = s.budget_id and bw.starts_at = s.starts_at;

  update hold h set state = 'released'
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  where h.org_id = r.org_id and h.call_id = r.call_id;

  insert into call (org_id, id, started_at, user_id, api_key_id, feature, requested_model, streamed, ending, duration_ms, estimated, cost_nano_usd)
  select h.org_id, h.call_id, h.created_at, h.user_id, h.api_key_id, h.feature, h.first_model, false, 'lost',
         least(extract(epoch from now() - h.created_at) * 1000, 2147483647)::integer, true, 0
  from unnest(v_org_ids, v_call_ids) as r(org_id, call_id)
  join hold h on h.org_id = r.org_id and h.call_id = r.call_id
  where not exists (select 1 from call c where c.org_id = h.org_id and c.id = h.call_id)
  on conflict do nothing;
  return cardinality(v_call_ids);
end $$;
comment on function ledger_release_expired(integer) is 'Releases up to p_limit (≤ 10000) holds whose lease has run out and records their calls as lost; returns how many.';

create function record_calls(p_calls jsonb) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count integer;
begin
  with recorded as (
    insert into call (org_id, id, started_at, user_id, api_key_id, feature, turn_id, prompt_version_id, requested_model, served_model, provider,
                      streamed, ending, error_code, duration_ms, first_token_ms, input_tokens, cached_input_tokens, output_tokens, estimated, cost_nano_usd)
    select r.org_id, r.id, r.started_at, r.user_id, r.api_key_id, r.feature, r.turn_id, r.prompt_version_id, r.requested_model, r.served_model, r.provider,
           r.streamed, r.ending, r.error_code, r.duration_ms, r.first_token_ms, r.input_tokens, r.cached_input_tokens, r.output_tokens,
           coalesce(r.estimated, false), r.cost_nano_usd
    from jsonb_to_recordset(p_calls) as r(org_id uuid, id uuid, started_at timestamptz, user_id uuid, api_key_id uuid, feature text, turn_id uuid,
         prompt_version_id uuid, requested_model text, served_model text, provider text, streamed boolean, ending text, error_code text,
         duration_ms integer, first_token_ms integer, input_tokens bigint, cached_input_tokens bigint, output_tokens bigint, estimated boolean, cost_nano_usd bigint)
    on conflict do nothing
    returning org_id, id, started_at),
  attempts as (
    insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code)
    select c.org_id, c.id, c.started_at, a.number, a.provider, a.model_id, a.started_at, a.duration_ms, a.first_token_ms, a.error_code
    from recorded c
    join jsonb_array_elements(p_calls) as e(j) on (e.j ->> 'id')::uuid = c.id and (e.j ->> 'org_id')::uuid = c.org_id
    cross join lateral jsonb_to_recordset(e.j -> 'attempts')
      as a(number integer, provider text, model_id text, started_at timestamptz, duration_ms integer, first_token_ms integer, error_code text))
  select count(*) into v_count from recorded;
  return v_count;
end $$;
comment on function record_calls(jsonb) is
  'Stores an array of call records {org_id, id, started_at, …, attempts: [{number, provider, model_id, started_at, duration_ms, first_token_ms, error_code}]}. '
  'Idempotent by organization, id and start. Returns how many were new. Errors when no partition covers started_at.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['ledger_hold', 'ledger_settle', 'ledger_release_expired', 'record_calls'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;
grant execute on function period_start(text, timestamptz, text), period_end(text, timestamptz, text) to aistudio_app, aistudio_ledger;
