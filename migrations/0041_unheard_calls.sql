-- A call asks its first provider at once after its hold. The hold says so from the start, so that a node that dies in the next moment leaves
-- what the provider may bill; whoever waits in a queue says that instead. Before, the hold of such a call was given back.
alter type ledger_request add attribute if_lost hold_attempt;

drop function ledger_hold(uuid[], uuid[], uuid[], uuid[], text[], jsonb[], bigint[], bigint[], bigint[], uuid[]);
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
  p_turn_ids  uuid[] default null,   -- null elements: not a message of a chat
  p_providers text[] default null,   -- who is asked first, at once after this; null elements: nobody
  p_price_ids uuid[] default null,
  p_input     bigint[] default null, -- estimates of that, in tokens
  p_output    bigint[] default null,
  p_costs     bigint[] default null) -- nano-dollars
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
               t.messages_per_day, m.tier, o.time_zone,
               case when r.provider is not null
                    then row(r.provider, r.models ->> 0, r.price_id, r.input, 0, 0, r.output, 0, true, r.cost)::hold_attempt end)::ledger_request as q
    from unnest(p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_models, p_amounts, p_minimums, p_lease_ms, p_turn_ids,
                p_providers, p_price_ids, p_input, p_output, p_costs)
         with ordinality as r(org_id, call_id, user_id, key_id, feature, models, amount, minimum, lease_ms, turn_id, provider, price_id, input, output, cost, ord)
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
             r.provider, r.price_id, r.input, r.output, r.cost, t.messages_per_day, m.tier, o.time_zone) grouped;

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
                      turn_id, message_day, attempt)
    values (v_call.org_id, v_call.call_id, v_grant, v_call.budget_ids, v_call.starts, v_call.budget_models,
            v_call.user_id, v_call.key_id, v_call.feature, v_call.first_model, v_now + v_call.lease_ms * interval '1 millisecond',
            v_call.turn_id, case when v_counts then v_call.message_day end,
            case when (v_call.if_lost).provider is not null
                 then row((v_call.if_lost).provider, (v_call.if_lost).model_id, (v_call.if_lost).price_id, (v_call.if_lost).input_tokens, 0, 0,
                          (v_call.if_lost).output_tokens, 0, true, least((v_call.if_lost).cost_nano_usd, v_grant))::hold_attempt end)
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
  'p_providers to p_costs say what the call is booked as if its node dies before ledger_progress tells more, at most what is granted; without a provider nothing is. '
  'Decides in the order of the arrays. Idempotent by call id. Periods follow the budget''s or the organization''s time zone and the database''s clock. Errors: unknown organization gives no row.';

create or replace function ledger_progress(
  p_org_ids   uuid[],
  p_call_ids  uuid[],
  p_providers text[],      -- null elements: none has been asked, the call waits for one
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
  set attempt = case when r.provider is not null then row(r.provider, r.model_id, r.price_id, r.input, r.cached, r.written, r.output, r.reasoning, r.estimated, r.cost)::hold_attempt end,
      lease_until = case when p_lease_ms > 0 then greatest(h.lease_until, now() + p_lease_ms * interval '1 millisecond') else h.lease_until end
  from unnest(p_org_ids, p_call_ids, p_providers, p_models, p_price_ids, p_input, p_cached, p_written, p_output, p_reasoning, p_estimated, p_costs)
       as r(org_id, call_id, provider, model_id, price_id, input, cached, written, output, reasoning, estimated, cost)
  where h.org_id = r.org_id and h.call_id = r.call_id and h.state = 'held';
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function ledger_progress is
  'Notes what the attempts of open holds have used so far (tokens, nano-dollars) and extends their leases by p_lease_ms (0: not). Returns how many holds were open.';


-- A node can die between the settlement of a call and its record, too: then the record is made of what was settled.
create index ledger_entry_created on ledger_entry using brin (created_at);
create function record_unrecorded_calls(p_since interval) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count integer;
begin
  insert into call (org_id, id, started_at, user_id, api_key_id, feature, turn_id, requested_model, served_model, provider, streamed, ending, duration_ms,
                    input_tokens, cached_input_tokens, output_tokens, estimated, cost_nano_usd)
  select h.org_id, h.call_id, h.created_at, h.user_id, h.api_key_id, h.feature, h.turn_id, h.first_model, nullif(e.model_id, ''), nullif(e.provider, ''), false, 'lost',
         least(extract(epoch from e.created_at - h.created_at) * 1000, 2147483647)::integer,
         e.input_tokens, e.cached_input_tokens, e.output_tokens, e.estimated, e.cost_nano_usd
  from ledger_entry e
  join hold h on h.org_id = e.org_id and h.call_id = e.call_id
  where e.created_at between now() - p_since and now() - interval '2 minutes'
    and not exists (select 1 from call c where c.org_id = e.org_id and c.id = e.call_id)
  on conflict do nothing;
  get diagnostics v_count = row_count;
  -- Their nodes may come back and tell more: see call_replaces_lost.
  update hold h set lost_at = now()
  from ledger_entry e join call c on c.org_id = e.org_id and c.id = e.call_id and c.ending = 'lost'
  where v_count > 0 and e.created_at between now() - p_since and now() - interval '2 minutes'
    and h.org_id = e.org_id and h.call_id = e.call_id and h.lost_at is null;
  return v_count;
end $$;
comment on function record_unrecorded_calls(interval) is
  'Records the calls as lost that were settled within p_since, more than two minutes ago, and that nobody recorded: their nodes died in between. Idempotent. Returns how many.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['ledger_hold', 'record_unrecorded_calls'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;
