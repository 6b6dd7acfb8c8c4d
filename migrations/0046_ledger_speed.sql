-- The ledger takes less of the processor and keeps the locks of its windows for less time.

-- As an expression it becomes part of the query that asks.
create or replace function first_instant(p_local timestamp, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select least(
          p_local at time zone p_time_zone,
          case when (p_local at time zone p_time_zone - interval '30 minutes') at time zone p_time_zone = p_local then p_local at time zone p_time_zone - interval '30 minutes' end,
          case when (p_local at time zone p_time_zone - interval '1 hour') at time zone p_time_zone = p_local then p_local at time zone p_time_zone - interval '1 hour' end,
          case when (p_local at time zone p_time_zone - interval '2 hours') at time zone p_time_zone = p_local then p_local at time zone p_time_zone - interval '2 hours' end) $$;

-- Its plan is kept by the session, which that of an SQL function is not.
create or replace function budget_cap(p_org_id uuid, p_budget_id uuid, p_cap bigint, p_at timestamptz) returns bigint
  language plpgsql stable parallel safe as $$
begin
  return p_cap + coalesce((select sum(r.extra_nano_usd) from budget_raise r
                           where r.org_id = p_org_id and r.budget_id = p_budget_id and r.created_at <= p_at and r.until > p_at), 0)::bigint;
end $$;

-- Windows are updated all the time: what an update leaves behind is cleaned away within the page.
alter table budget_window set (fillfactor = 30);
alter table daily_spend set (fillfactor = 50);

create or replace function ledger_hold(
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
  select w.org_id, w.budget_id, w.starts_at, period_end(b.period, w.starts_at, coalesce(b.time_zone, o.time_zone))
  from (select distinct org_id, unnest(budget_ids) as budget_id, unnest(starts) as starts_at from unnest(v_batch)) w
  join budget b on b.org_id = w.org_id and b.id = w.budget_id
  join organization o on o.id = w.org_id
  where not exists (select 1 from budget_window bw where (bw.org_id, bw.budget_id, bw.starts_at) = (w.org_id, w.budget_id, w.starts_at))
  order by 1, 2, 3
  on conflict do nothing;

  perform 1 from budget_window bw
  where exists (select 1 from (select org_id, unnest(budget_ids) as budget_id, unnest(starts) as starts_at from unnest(v_batch)) w
                where (w.org_id, w.budget_id, w.starts_at) = (bw.org_id, bw.budget_id, bw.starts_at))
  order by bw.org_id, bw.budget_id, bw.starts_at
  for update;

  -- Nearly always there is room for all of them: then none depends on the order, and they are held together.
  if not exists (select 1 from unnest(v_batch) where message_day is not null)
     and not exists (
       select 1
       from (select org_id, budget_id, starts_at, sum(amount) as asked
             from (select org_id, amount, unnest(budget_ids) as budget_id, unnest(starts) as starts_at from unnest(v_batch)) each
             group by org_id, budget_id, starts_at) w
       join budget_window bw on bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
       join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
       where (budget_cap(b.org_id, b.id, b.cap_nano_usd, v_now)::numeric * b.stop_percent / 100)::bigint - bw.settled_nano_usd - bw.held_nano_usd < w.asked) then
    with entered as (
      insert into hold (org_id, call_id, amount_nano_usd, budget_ids, window_starts, budget_models, user_id, api_key_id, feature, first_model, lease_until, turn_id, attempt)
      select org_id, call_id, amount, budget_ids, starts, budget_models, user_id, key_id, feature, first_model, v_now + lease_ms * interval '1 millisecond', turn_id,
             case when (if_lost).provider is not null
                  then row((if_lost).provider, (if_lost).model_id, (if_lost).price_id, (if_lost).input_tokens, 0, 0,
                           (if_lost).output_tokens, 0, true, least((if_lost).cost_nano_usd, amount))::hold_attempt end
      from unnest(v_batch)
      order by org_id, call_id
      on conflict do nothing
      returning org_id, amount_nano_usd, budget_ids, window_starts)
    update budget_window bw set held_nano_usd = bw.held_nano_usd + w.entered
    from (select org_id, budget_id, starts_at, sum(amount_nano_usd)::bigint as entered
          from (select org_id, amount_nano_usd, unnest(budget_ids) as budget_id, unnest(window_starts) as starts_at from entered) each
          group by org_id, budget_id, starts_at) w
    where bw.org_id = w.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at;

    -- Whoever has asked before gets the same verdict.
    return query
      select h.call_id, h.amount_nano_usd, null::text, null::bigint, null::bigint, null::bigint, null::timestamptz, null::text
      from unnest(v_batch) q
      join hold h on h.org_id = q.org_id and h.call_id = q.call_id
      order by q.ord;
    return;
  end if;

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
