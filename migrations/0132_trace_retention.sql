-- What a run of the retention job found, removed and left, so that it can be seen that it works.
create table retention_run (
  org_id             uuid not null references organization (id),
  id                 uuid not null,
  ran_at             timestamptz not null default now(),
  keep_days          integer not null,
  trace_days         integer not null,
  payloads_expired   bigint not null,       -- before the run
  traces_expired     bigint not null,
  payloads_removed   bigint not null default 0, -- row by row; the others went with their partitions
  traces_removed     bigint not null default 0,
  partitions_dropped integer not null default 0,
  expired_left       bigint not null default 0, -- after it, of both: nothing, or the run failed
  oldest_payload     timestamptz,           -- that is left
  primary key (org_id, id)
);
call protect_table('retention_run', 'select, insert');

call open_to_ledger('payload_policy', 'select');
call open_to_ledger('call_payload', 'select, delete');
call open_to_ledger('span', 'select, delete');
call open_to_ledger('decision', 'select, delete');

create function retention_days(p_org_id uuid) returns table (keep_days integer, trace_days integer)
  language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(p.keep_days, 30), coalesce(p.trace_days, 90) from (select 1) one left join payload_policy p on p.org_id = p_org_id
$$;
comment on function retention_days(uuid) is 'For how many days an organization keeps texts, and spans and decisions: as it says, or by default.';
grant execute on function retention_days(uuid) to aistudio_ledger;

-- What is past its time in the organization in scope.
create function traces_expired() returns table (payloads bigint, traces bigint, oldest_payload timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select
    (select count(*) from call_payload p where p.org_id = app_org() and p.call_started_at < now() - make_interval(days => d.keep_days)),
    (select count(*) from span s where s.org_id = app_org() and s.call_started_at < now() - make_interval(days => d.trace_days))
    + (select count(*) from decision c where c.org_id = app_org() and c.call_started_at < now() - make_interval(days => d.trace_days)),
    -- Ids are made in the order of time, so the key leads to the oldest.
    (select p.call_started_at from call_payload p where p.org_id = app_org() order by p.call_id limit 1)
  from retention_days(app_org()) d
$$;
comment on function traces_expired() is
  'How many payloads, and spans and decisions, of the organization in scope are past their time, and when the oldest payload''s call began. Definer: payloads are private; counts only.';
alter function traces_expired() owner to aistudio_ledger;
grant execute on function traces_expired() to aistudio_app;

create function remove_expired_traces(p_limit integer) returns table (payloads bigint, traces bigint)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_keep  timestamptz;
  v_trace timestamptz;
  v_count bigint;
begin
  if p_limit not between 1 and 10000 then
    raise exception 'p_limit is 1 to 10000 calls';
  end if;
  select now() - make_interval(days => d.keep_days), now() - make_interval(days => d.trace_days) into v_keep, v_trace from retention_days(app_org()) d;
  with old as (
    select org_id, call_id, call_started_at from call_payload where org_id = app_org() and call_started_at < v_keep order by call_id limit p_limit)
  delete from call_payload p using old where p.org_id = old.org_id and p.call_id = old.call_id and p.call_started_at = old.call_started_at;
  get diagnostics payloads = row_count;
  with old as (
    select org_id, call_id, call_started_at, id from span where org_id = app_org() and call_started_at < v_trace order by call_id limit p_limit)
  delete from span s using old where s.org_id = old.org_id and s.call_id = old.call_id and s.call_started_at = old.call_started_at and s.id = old.id;
  get diagnostics traces = row_count;
  with old as (
    select org_id, call_id, call_started_at from decision where org_id = app_org() and call_started_at < v_trace order by call_id limit p_limit)
  delete from decision d using old where d.org_id = old.org_id and d.call_id = old.call_id and d.call_started_at = old.call_started_at;
  get diagnostics v_count = row_count;
  traces := traces + v_count;
  return next;
end $$;
comment on function remove_expired_traces(integer) is
  'Removes at most p_limit (1–10000) expired rows each of payloads, spans and decisions of the organization in scope, oldest first, and says how many. Definer: payloads are private.';
alter function remove_expired_traces(integer) owner to aistudio_ledger;
grant execute on function remove_expired_traces(integer) to aistudio_app;

create function longest_retention() returns table (keep_days integer, trace_days integer)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select greatest(30, max(p.keep_days)), greatest(90, max(p.trace_days)) from payload_policy p
$$;
comment on function longest_retention() is 'The longest that any organization keeps texts, and spans and decisions, in days; those without a policy count by the defaults. Definer: crosses tenants, returns two numbers.';
alter function longest_retention() owner to aistudio_ledger;
grant execute on function longest_retention() to aistudio_app, aistudio_owner;

-- A whole month is dropped once everything in it is past every organization's retention. A busy table is left for the next time.
create function drop_expired_trace_partitions() returns setof text
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '2s' as $$
declare
  v_days   record;
  v_child  record;
  v_before timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_call_partitions'));
  select * into v_days from longest_retention();
  for v_child in
    select c.relname, p.relname as parent, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as ends_at
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relnamespace = 'public'::regnamespace and p.relname in ('call_payload', 'span', 'decision')
    order by c.relname
  loop
    v_before := now() - make_interval(days => case v_child.parent when 'call_payload' then v_days.keep_days else v_days.trace_days end);
    if v_child.ends_at <= v_before then
      execute format('drop table public.%I', v_child.relname);
      return next v_child.relname;
    end if;
  end loop;
end $$;
comment on function drop_expired_trace_partitions() is
  'Drops the months of payloads, spans and decisions that are past the longest retention of any organization, and names them. Definer: only the owner may drop tables; it looks up itself what is past.';
revoke execute on function drop_expired_trace_partitions(), longest_retention(), remove_expired_traces(integer), traces_expired() from public;
grant execute on function drop_expired_trace_partitions() to aistudio_app;
