-- What pages read of days that are over: figures by day instead of by hour, and of every hour what can be found in it at all, so that a list does not look where nothing is.
-- Both are computed apart from calls, some hours after a day's end, and again when something of the day changes. A day that is due is read from its hours and its calls.
-- Of ninety days and a million calls, call_day has 5,000 rows where call_hour has 114,000, most in a block of their own, and call_outline 2,100. Ten million calls of a hundred
-- organizations: 232 MB of call_day, 175 MB of call_outline, no write more on the way of a call; closing a day of an organization takes 30 to 70 ms, once.

create table call_day (
  org_id          uuid not null,
  day             date not null,                 -- of the organization: that which its clocks showed when the hour began
  feature         text not null,
  assistant_id    uuid not null,                 -- this and what follows is as in call_hour
  model           text not null,
  provider        text not null,
  calls           integer not null,
  completed       integer not null,
  stopped         integer not null,
  failed          integer not null,
  refused         integer not null,
  cached          integer not null,
  answers         integer not null,
  declined        integer not null,
  thumbs_up       integer not null,
  thumbs_down     integer not null,
  quoted          bigint not null,
  verified        bigint not null,
  duration_marks  smallint[] not null default '{}',
  duration_counts integer[] not null default '{}',
  first_marks     smallint[] not null default '{}',
  first_counts    integer[] not null default '{}',
  primary key (org_id, day, feature, assistant_id, model, provider)
);
call protect_table('call_day', 'select');
call open_to_ledger('call_day', 'select, insert, delete');

create table call_outline (
  org_id          uuid not null,
  hour            timestamptz not null,          -- its beginning, a full hour in UTC
  ids             uuid[] not null default '{}',  -- people, keys, prompt versions and assistants of its calls
  traits          text[] not null default '{}',  -- their features, models (asked for and answering) and providers, as in feature:chat
  longest_ms      integer not null,
  dearest_nano_usd bigint not null,
  primary key (org_id, hour)
);
comment on table call_outline is
  'What is in an hour of calls, of days that are closed. An hour without a row, and one of a day that is due, may hold anything.';
call protect_table('call_outline', 'select');
call open_to_ledger('call_outline', 'select, insert, delete');

create table call_day_due (
  org_id uuid not null,
  day    date not null,
  primary key (org_id, day)
);
comment on table call_day_due is 'Days whose hours changed after they were closed, or that are not closed yet: what call_day and call_outline say of them does not count.';
call protect_table('call_day_due', 'select');
call open_to_ledger('call_day_due', 'select, insert, update, delete');

-- The row is locked, not passed over: who closes the day at the same moment waits and sees the change, or leaves the day due.
create function call_days_are_due() returns trigger
  language plpgsql as $$
begin
  insert into call_day_due as d (org_id, day)
  select distinct c.org_id, (c.hour at time zone o.time_zone)::date from changed c join organization o on o.id = c.org_id order by 1, 2
  on conflict (org_id, day) do update set day = excluded.day;
  return null;
end $$;
create trigger call_days_are_due_of_new after insert on call_hour referencing new table as changed for each statement execute function call_days_are_due();
create trigger call_days_are_due_of_old after delete on call_hour referencing old table as changed for each statement execute function call_days_are_due();

-- Forced row security would hide the rows from the owner.
alter table organization no force row level security;
alter table call_hour no force row level security;
alter table call_day_due no force row level security;
insert into call_day_due select distinct h.org_id, (h.hour at time zone o.time_zone)::date from call_hour h join organization o on o.id = h.org_id;
alter table call_day_due force row level security;
alter table call_hour force row level security;
alter table organization force row level security;

create function close_call_days(p_most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_day    record;
  v_closed integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('fold_call_hours')) then
    return -1;
  end if;

  -- A call may take an hour, and that it was lost shows some minutes later: a day that has just ended still changes. An hour is of the day in which it began.
  for v_day in
    select d.org_id, d.day, o.time_zone, (d.day::timestamp at time zone o.time_zone) - interval '3 hours' as since, (d.day::timestamp at time zone o.time_zone) + interval '28 hours' as until
    from call_day_due d join organization o on o.id = d.org_id
    where first_instant((d.day + 1)::timestamp, o.time_zone) <= now() - interval '3 hours'
    order by d.day desc, d.org_id limit p_most
  loop
    -- First taken, then read: what changes meanwhile is due again.
    delete from call_day_due where org_id = v_day.org_id and day = v_day.day;
    delete from call_day where org_id = v_day.org_id and day = v_day.day;
    delete from call_outline
    where org_id = v_day.org_id and hour >= v_day.since and hour < v_day.until and (hour at time zone v_day.time_zone)::date = v_day.day;

    with hours as materialized (
      select * from call_hour where org_id = v_day.org_id and hour >= v_day.since and hour < v_day.until and (hour at time zone v_day.time_zone)::date = v_day.day),
    total as (
      select feature, assistant_id, model, provider, sum(calls) as calls, sum(completed) as completed, sum(stopped) as stopped, sum(failed) as failed, sum(refused) as refused,
             sum(cached) as cached, sum(answers) as answers, sum(declined) as declined, sum(thumbs_up) as up, sum(thumbs_down) as down, sum(quoted) as quoted, sum(verified) as verified
      from hours group by 1, 2, 3, 4),
    duration as (
      select feature, assistant_id, model, provider, array_agg(mark order by mark) as marks, array_agg(n order by mark) as counts
      from (select feature, assistant_id, model, provider, m.mark, sum(m.n)::integer as n from hours cross join lateral unnest(duration_marks, duration_counts) m(mark, n) group by 1, 2, 3, 4, 5) g
      group by 1, 2, 3, 4),
    first as (
      select feature, assistant_id, model, provider, array_agg(mark order by mark) as marks, array_agg(n order by mark) as counts
      from (select feature, assistant_id, model, provider, m.mark, sum(m.n)::integer as n from hours cross join lateral unnest(first_marks, first_counts) m(mark, n) group by 1, 2, 3, 4, 5) g
      group by 1, 2, 3, 4)
    insert into call_day (org_id, day, feature, assistant_id, model, provider, calls, completed, stopped, failed, refused, cached, answers, declined,
                          thumbs_up, thumbs_down, quoted, verified, duration_marks, duration_counts, first_marks, first_counts)
    select v_day.org_id, v_day.day, feature, assistant_id, model, provider, calls, completed, stopped, failed, refused, cached, answers, declined, up, down, quoted, verified,
           coalesce(duration.marks, '{}'), coalesce(duration.counts, '{}'), coalesce(first.marks, '{}'), coalesce(first.counts, '{}')
    from total
    left join duration using (feature, assistant_id, model, provider)
    left join first using (feature, assistant_id, model, provider)
    order by 3, 4, 5, 6;

    with kinds as materialized (
      select date_trunc('hour', c.started_at, 'UTC') as hour, c.user_id, c.api_key_id, c.prompt_version_id, a.assistant_id, c.feature, c.requested_model, c.served_model, c.provider,
             max(c.duration_ms) as longest, max(c.cost_nano_usd) as dearest
      from call c
      left join decision a on a.org_id = v_day.org_id and a.call_id = c.id and a.call_started_at = c.started_at and a.call_started_at >= v_day.since and a.call_started_at < v_day.until
      where c.org_id = v_day.org_id and c.started_at >= v_day.since and c.started_at < v_day.until
        and (date_trunc('hour', c.started_at, 'UTC') at time zone v_day.time_zone)::date = v_day.day
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9),
    named as (
      select hour, array_agg(distinct i.id) as ids from kinds
      cross join lateral (values (user_id), (api_key_id), (prompt_version_id), (assistant_id)) i(id) where i.id is not null group by 1),
    told as (
      select hour, array_agg(distinct t.trait) as traits, max(longest) as longest, max(dearest) as dearest from kinds
      cross join lateral (values ('feature:' || feature), ('model:' || requested_model), ('model:' || served_model), ('provider:' || provider)) t(trait) where t.trait is not null group by 1)
    insert into call_outline (org_id, hour, ids, traits, longest_ms, dearest_nano_usd)
    select v_day.org_id, hour, coalesce(named.ids, '{}'), told.traits, told.longest, told.dearest from told left join named using (hour) order by hour;
    v_closed := v_closed + 1;
  end loop;
  return v_closed;
end $$;
comment on function close_call_days(integer) is
  'Computes call_day and call_outline of up to p_most days of organizations that are due and ended three hours ago, the latest first. Returns how many; -1: somebody else is at it. '
  'Definer: crosses tenants, counts and ids only.';
alter function close_call_days(integer) owner to aistudio_ledger;
revoke execute on function close_call_days(integer) from public;
grant execute on function close_call_days(integer) to aistudio_app;
