-- A day's spend by everything that pages add up by, with tokens of every class that has a price: no page has to read the entries for a sum.
-- The zero id stands for nobody and for no key, an empty provider and model for calls that nobody answered.

-- Forced row security would hide the rows from the owner.
alter table organization no force row level security;
alter table ledger_entry no force row level security;
alter table daily_spend no force row level security;

delete from daily_spend;
alter table daily_spend drop constraint daily_spend_pkey;
alter table daily_spend
  add column provider            text not null default '',
  add column api_key_id          uuid not null default '00000000-0000-0000-0000-000000000000',
  add column cached_input_tokens bigint not null default 0,
  add column cache_write_tokens  bigint not null default 0,
  add column reasoning_tokens    bigint not null default 0,
  add primary key (org_id, day, feature, model_id, provider, user_id, api_key_id);

insert into daily_spend (org_id, day, feature, model_id, provider, user_id, api_key_id, calls, input_tokens, cached_input_tokens, cache_write_tokens,
                         output_tokens, reasoning_tokens, cost_nano_usd)
select e.org_id, (e.created_at at time zone o.time_zone)::date, e.feature, e.model_id, e.provider,
       coalesce(e.user_id, '00000000-0000-0000-0000-000000000000'), coalesce(e.api_key_id, '00000000-0000-0000-0000-000000000000'),
       count(*), sum(e.input_tokens), sum(e.cached_input_tokens), sum(e.cache_write_tokens), sum(e.output_tokens), sum(e.reasoning_tokens), sum(e.cost_nano_usd)
from ledger_entry e join organization o on o.id = e.org_id
group by 1, 2, 3, 4, 5, 6, 7;

alter table daily_spend force row level security;
alter table ledger_entry force row level security;
alter table organization force row level security;

create or replace function ledger_book(
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
    select array_agg(e.org_id), array_agg(e.call_id), array_agg(e.user_id), array_agg(e.api_key_id), array_agg(e.feature), array_agg(e.provider), array_agg(e.model_id),
           array_agg(e.input_tokens), array_agg(e.cached_input_tokens), array_agg(e.cache_write_tokens), array_agg(e.output_tokens), array_agg(e.reasoning_tokens),
           array_agg(e.cost_nano_usd)
      into p_org_ids, p_call_ids, p_user_ids, p_key_ids, p_features, p_providers, p_models, p_input, p_cached, p_written, p_output, p_reasoning, p_costs
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

  insert into daily_spend as d (org_id, day, feature, model_id, provider, user_id, api_key_id, calls, input_tokens, cached_input_tokens, cache_write_tokens,
                                output_tokens, reasoning_tokens, cost_nano_usd)
  select s.org_id, (now() at time zone o.time_zone)::date, s.feature, s.model_id, s.provider, s.user_id, s.key_id, s.calls, s.input, s.cached, s.written, s.output, s.reasoning, s.cost
  from (select org_id, feature, model_id, provider, coalesce(user_id, '00000000-0000-0000-0000-000000000000') as user_id,
               coalesce(key_id, '00000000-0000-0000-0000-000000000000') as key_id,
               count(*) as calls, sum(input) as input, sum(cached) as cached, sum(written) as written, sum(output) as output, sum(reasoning) as reasoning, sum(cost) as cost
        from unnest(p_org_ids, p_features, p_models, p_providers, p_user_ids, p_key_ids, p_input, p_cached, p_written, p_output, p_reasoning, p_costs)
             as r(org_id, feature, model_id, provider, user_id, key_id, input, cached, written, output, reasoning, cost)
        group by 1, 2, 3, 4, 5, 6) s
  join organization o on o.id = s.org_id
  order by 1, 2, 3, 4, 5, 6, 7
  on conflict (org_id, day, feature, model_id, provider, user_id, api_key_id) do update
  set calls = d.calls + excluded.calls, input_tokens = d.input_tokens + excluded.input_tokens, cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens, output_tokens = d.output_tokens + excluded.output_tokens,
      reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;
  return cardinality(p_call_ids);
end $$;
