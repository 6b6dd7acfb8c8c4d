-- A call that was refused for lack of money says which budget refused it. Of calls before this, nobody knows: they count for every budget that counts such calls.
alter table call add column refused_by uuid; -- the budget

-- As before, and a refusal also says the budget's id and what it had left. What is granted has nothing to say about it.
drop function ledger_write(uuid[], uuid[], uuid[], text[], jsonb[], integer[], uuid[], bigint[], bigint[], bigint[], uuid[], text[], uuid[], bigint[], bigint[], bigint[],
  uuid[], uuid[], uuid[], uuid[], text[], text[], text[], uuid[], bigint[], bigint[], bigint[], bigint[], bigint[], boolean[], bigint[]);
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
comment on function ledger_write is
  'Settles the calls that end as ledger_settle does, and then holds for each call that begins as much of its amount as the tightest budget that applies leaves, but not less than its '
  'minimum, against all of its windows or none. A call with a turn counts as one message of its user today, in the organization''s calendar, unless the turn counts already. '
  'Returns a row a call that begins: granted in nano-dollars and left_over, what the tightest budget leaves besides (null: no budget applies), or null with refused_by. ''budget'': the refusing '
  'budget in words and by id, its cap in force, used, held and left in nano-dollars and the end of its window. ''messages'': the tier, its messages a day, how many were sent, and when the next day begins. '
  'p_providers to p_costs say what a call is booked as if its node dies before ledger_progress tells more, at most what is granted; without a provider nothing is. '
  'Decides in the order of the arrays. Idempotent by call id. Periods follow the budget''s or the organization''s time zone and the database''s clock. Errors: unknown organization gives no row.';

alter function ledger_write owner to aistudio_ledger;
revoke execute on function ledger_write from public;
grant execute on function ledger_write to aistudio_app;
