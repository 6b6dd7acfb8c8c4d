-- Pages that add months up read a few rows a day instead of one for each person, feature and model. A day's spend is never written again once it is two days old
-- (ledger_book books into the day of its transaction), so that days that are over are added up once, and only the last ones are read from daily_spend.
-- Ninety days of a million calls: 96,000 rows of daily_spend, each in a block of its own, against 9,000 by model and 36,000 by person, day by day side by side.

create function spend_purpose(p_feature text, p_api_key_id uuid) returns text
  language sql immutable parallel safe as $$
  select case when p_feature in ('evals', 'playground', 'replay', 'backtest') then 'evaluation'
              when p_feature in ('embedding', 'rerank', 'rewrite', 'cache-lookup', 'cache-judge', 'title', 'summary', 'system', 'connection_test') then 'background'
              when p_api_key_id <> '00000000-0000-0000-0000-000000000000' then 'programs'
              else 'people' end $$;
comment on function spend_purpose(text, uuid) is
  'Why money was spent, by feature and key (the zero id: none): evaluation, background, programs or people. Part of closed days: whoever changes it deletes spend_closed and what it speaks of.';
grant execute on function spend_purpose(text, uuid) to aistudio_app, aistudio_ledger;

create table spend_closed (
  org_id  uuid primary key references organization (id),
  through date not null
);
comment on table spend_closed is 'The last day, in the organization''s zone, that spend_by_model, spend_by_person and daily_saving hold. Later days stand in daily_spend and call alone.';
call protect_table('spend_closed', 'select');
call open_to_ledger('spend_closed', 'select, insert, update, delete');

create table spend_by_model (
  org_id              uuid not null references organization (id),
  day                 date not null,
  feature             text not null,
  model_id            text not null,
  provider            text not null,
  purpose             text not null,
  calls               bigint not null,
  input_tokens        bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens  bigint not null,
  output_tokens       bigint not null,
  reasoning_tokens    bigint not null,
  cost_nano_usd       bigint not null,
  primary key (org_id, day, feature, model_id, provider, purpose)
);
comment on table spend_by_model is 'daily_spend of closed days without persons and keys.';
call protect_table('spend_by_model', 'select');
call open_to_ledger('spend_by_model', 'select, insert, update, delete');

create table spend_by_person (
  org_id              uuid not null references organization (id),
  day                 date not null,
  user_id             uuid not null,
  api_key_id          uuid not null,
  purpose             text not null,
  calls               bigint not null,
  input_tokens        bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens  bigint not null,
  output_tokens       bigint not null,
  reasoning_tokens    bigint not null,
  cost_nano_usd       bigint not null,
  primary key (org_id, day, user_id, api_key_id, purpose)
);
comment on table spend_by_person is 'daily_spend of closed days without features and models. The zero id: nobody, no key.';
call protect_table('spend_by_person', 'select');
call open_to_ledger('spend_by_person', 'select, insert, update, delete');

create table daily_saving (
  org_id         uuid not null references organization (id),
  day            date not null,
  feature        text not null,
  model_id       text not null,
  provider       text not null,
  user_id        uuid not null,
  api_key_id     uuid not null,
  cache_kind     text not null,
  saved_nano_usd bigint not null,
  primary key (org_id, day, feature, model_id, provider, user_id, api_key_id, cache_kind)
);
comment on table daily_saving is 'What answers from the cache saved on closed days, as the call records said when the day was closed. The zero id: nobody, no key.';
call protect_table('daily_saving', 'select');
call open_to_ledger('daily_saving', 'select, insert, update, delete');

-- Functions and not subqueries: what a stable function says is known to the planner, and bounds an index.
create function spend_open_from() returns date
  language sql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
  select coalesce((select through + 1 from spend_closed where org_id = app_org()), '-infinity') $$;
comment on function spend_open_from() is 'The first day of the tenant that is not closed; -infinity when none is.';
create function spend_open_since() returns timestamptz
  language sql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
  select coalesce((select first_instant((s.through + 1)::timestamp, o.time_zone) from spend_closed s join organization o on o.id = s.org_id where s.org_id = app_org()), '-infinity') $$;
comment on function spend_open_since() is 'The instant at which spend_open_from() begins.';
grant execute on function spend_open_from(), spend_open_since() to aistudio_app;

create view spend_of_models with (security_invoker = true) as
  select org_id, day, feature, model_id, provider, purpose, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd
  from spend_by_model
  union all
  select org_id, day, feature, model_id, provider, spend_purpose(feature, api_key_id), calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
         reasoning_tokens, cost_nano_usd
  from daily_spend where day >= spend_open_from();
comment on view spend_of_models is 'All spend of the tenant by day, feature, model, provider and purpose; several rows may be of one of these.';
grant select on spend_of_models to aistudio_app;

create view spend_of_persons with (security_invoker = true) as
  select org_id, day, user_id, api_key_id, purpose, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd
  from spend_by_person
  union all
  select org_id, day, user_id, api_key_id, spend_purpose(feature, api_key_id), calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
         cost_nano_usd
  from daily_spend where day >= spend_open_from();
comment on view spend_of_persons is 'All spend of the tenant by day, person, key and purpose; several rows may be of one of these.';
grant select on spend_of_persons to aistudio_app;

create view spend_of_all with (security_invoker = true) as
  select org_id, day, feature, model_id, provider, user_id, api_key_id, spend_purpose(feature, api_key_id) as purpose, calls, input_tokens, cached_input_tokens,
         cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd
  from daily_spend;
comment on view spend_of_all is 'daily_spend with the purpose.';
grant select on spend_of_all to aistudio_app;

create view saving with (security_invoker = true) as
  select org_id, day, feature, model_id, provider, user_id, api_key_id, cache_kind, saved_nano_usd from daily_saving
  union all
  select c.org_id, (c.started_at at time zone o.time_zone)::date, c.feature, coalesce(c.served_model, ''), coalesce(c.provider, ''),
         coalesce(c.user_id, '00000000-0000-0000-0000-000000000000'), coalesce(c.api_key_id, '00000000-0000-0000-0000-000000000000'), c.cache_kind, c.saved_nano_usd
  from organization o join call c on c.org_id = o.id and c.cache_kind is not null and c.started_at >= spend_open_since()
  where o.id = app_org();
comment on view saving is 'What answers from the cache saved the tenant, by day and all that spend is told by.';
grant select on saving to aistudio_app;

create function close_spend_days() returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_org    record;
  v_closed integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('close_spend_days')) then
    return -1;
  end if;
  for v_org in
    select o.id, o.time_zone, (now() at time zone o.time_zone)::date - 3 as through, coalesce(s.through, '-infinity'::date) as closed
    from organization o left join spend_closed s on s.org_id = o.id
    where coalesce(s.through, '-infinity'::date) < (now() at time zone o.time_zone)::date - 3
    order by o.id
  loop
    insert into spend_by_model
    select org_id, day, feature, model_id, provider, spend_purpose(feature, api_key_id), sum(calls), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens),
           sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    from daily_spend where org_id = v_org.id and day > v_org.closed and day <= v_org.through
    group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6;

    insert into spend_by_person
    select org_id, day, user_id, api_key_id, spend_purpose(feature, api_key_id), sum(calls), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens),
           sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    from daily_spend where org_id = v_org.id and day > v_org.closed and day <= v_org.through
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5;

    insert into daily_saving
    select org_id, (started_at at time zone v_org.time_zone)::date, feature, coalesce(served_model, ''), coalesce(provider, ''),
           coalesce(user_id, '00000000-0000-0000-0000-000000000000'), coalesce(api_key_id, '00000000-0000-0000-0000-000000000000'), cache_kind, sum(saved_nano_usd)
    from call
    where org_id = v_org.id and cache_kind is not null
      and started_at >= case when isfinite(v_org.closed) then first_instant((v_org.closed + 1)::timestamp, v_org.time_zone) else '-infinity' end
      and started_at < first_instant((v_org.through + 1)::timestamp, v_org.time_zone)
    group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2, 3, 4, 5, 6, 7, 8;

    insert into spend_closed (org_id, through) values (v_org.id, v_org.through) on conflict (org_id) do update set through = excluded.through;
    v_closed := v_closed + 1;
  end loop;
  return v_closed;
end $$;
comment on function close_spend_days() is
  'Adds the days of every organization up that lie three days back or more and were not added up yet. One transaction: pages see a day in daily_spend or closed, never both. '
  'Returns of how many organizations; -1: somebody else is at it. Definer: crosses tenants, gives nothing out.';
alter function close_spend_days() owner to aistudio_ledger;
revoke execute on function close_spend_days() from public;
grant execute on function close_spend_days() to aistudio_app;

-- Statements of pages are short: compiling one took 290 ms of 530. Random reads cost little more than others on the disks of today.
do $do$
begin
  execute format('alter database %I set jit = off', current_database());
  execute format('alter database %I set random_page_cost = 1.1', current_database());
exception when insufficient_privilege then
  raise notice 'The owner of the tables does not own the database: set jit = off and random_page_cost = 1.1 for it yourself.';
end $do$;
