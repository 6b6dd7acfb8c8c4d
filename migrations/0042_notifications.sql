-- What a person is told of in the app. A row a person: each sees and ticks off their own.
create table notification (
  org_id     uuid not null,
  id         uuid not null,
  owner_id   uuid not null,
  title      text not null check (length(title) between 1 and 200),
  body       text not null check (length(body) <= 1000),
  link       text not null,
  created_at timestamptz not null default now(),
  read_at    timestamptz,
  primary key (org_id, id),
  foreign key (org_id, owner_id) references membership (org_id, user_id) on delete cascade
);
create index notification_owner on notification (org_id, owner_id, id desc);
create index notification_unread on notification (org_id, owner_id, id desc) where read_at is null;
call protect_private_table('notification', 'select, update, delete');
call open_to_ledger('notification', 'select, insert');

-- Ids that sort by time, as the app's do (RFC 9562, version 7).
create function time_ordered_id() returns uuid
  language sql volatile set search_path = pg_catalog, public, pg_temp as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
comment on function time_ordered_id() is 'A UUID of version 7: 48 bits of Unix milliseconds, then random bits (RFC 9562, section 5.7).';

create function tell_members_of(p_org_id uuid, p_roles text[], p_title text, p_body text, p_link text) returns integer
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_user_id uuid;
  v_count   integer := 0;
begin
  for v_user_id in select m.user_id from membership m where m.org_id = p_org_id and m.role = any (p_roles) order by 1 loop
    insert into notification (org_id, id, owner_id, title, body, link) values (p_org_id, time_ordered_id(), v_user_id, left(p_title, 200), left(p_body, 1000), p_link);
    perform pg_notify('studio', 'notification ' || v_user_id);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function tell_members_of is 'Tells every member of the organization with one of the roles. Returns how many were told.';

create function tell_members(p_roles text[], p_title text, p_body text, p_link text) returns integer
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select tell_members_of(app_org(), p_roles, p_title, p_body, p_link)
$$;
comment on function tell_members is 'tell_members_of for the organization in scope; without one nobody is told.';

create function tell_of_spend_alert() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v record;
begin
  select b.name, bw.settled_nano_usd, budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) as cap, bw.ends_at at time zone coalesce(b.time_zone, o.time_zone) as ends_at
    into v
  from budget b
  join organization o on o.id = b.org_id
  join budget_window bw on bw.org_id = b.org_id and bw.budget_id = b.id and bw.starts_at = new.starts_at
  where b.org_id = new.org_id and b.id = new.budget_id;
  perform tell_members_of(new.org_id, array['owner', 'admin', 'finance'],
    left(case when new.percent >= 100 then format('The budget “%s” has stopped', v.name) else format('The budget “%s” is %s %% used', v.name, new.percent) end, 200),
    format('%s of %s US dollars are spent. %s %s.',
           to_char(v.settled_nano_usd / 1e9, 'FM999,999,999,990.00'), to_char(v.cap / 1e9, 'FM999,999,999,990.00'),
           case when new.percent >= 100 then 'It refuses calls until it renews or is raised; it renews on' else 'It renews on' end, to_char(v.ends_at, 'FMDD Mon YYYY, HH24:MI')),
    '/spend/budgets');
  return new;
end $$;
comment on function tell_of_spend_alert() is 'Trigger on spend_alert, which is written once a window and line: tells those who look after the organization''s money.';
create trigger tell_of_spend_alert after insert on spend_alert for each row execute function tell_of_spend_alert();

-- As in 0026, but who hears of it is told by the trigger.
create or replace function ledger_alert(p_org_ids uuid[], p_budget_ids uuid[], p_starts timestamptz[], p_refused boolean) returns void
  language sql set search_path = pg_catalog, public, pg_temp as $$
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
$$;

do $$
declare
  v_name text;
begin
  foreach v_name in array array['time_ordered_id', 'tell_members_of', 'tell_of_spend_alert'] loop
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_ledger', v_name);
  end loop;
  alter function tell_members owner to aistudio_ledger;
  revoke execute on function tell_members from public;
  grant execute on function tell_members to aistudio_app;
end $$;
