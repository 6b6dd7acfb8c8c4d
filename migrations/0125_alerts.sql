-- What somebody has to see: raised once a breach, told in the app and over the organization's channels, again while it lasts, and when it is over.

create table alert_channel (
  org_id      uuid not null references organization (id),
  id          uuid not null,
  kind        text not null check (kind in ('email', 'slack')),
  name        text not null check (length(name) between 1 and 100),
  target      text not null,   -- the address of the mailbox, or the host of the hook
  secret      bytea,           -- the hook's whole address: AES-GCM under the master key; never in the clear
  created_at  timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (org_id, id)
);
call protect_table('alert_channel');
call open_to_ledger('alert_channel', 'select');

create table alert (
  org_id             uuid not null references organization (id),
  id                 uuid not null,
  rule               text not null,
  subject            text not null,                -- what it is about, unique within its rule
  title              text not null check (length(title) between 1 and 200),
  body               text not null check (length(body) <= 1000),
  link               text not null,                -- the rows behind it, as a path
  roles              text[] not null,              -- members with one of these see it
  tell_again_minutes integer not null default 0 check (tell_again_minutes >= 0),
  raised_at          timestamptz not null default now(),
  last_told_at       timestamptz not null default now(),
  times_told         integer not null default 1,
  ended_at           timestamptz,
  primary key (org_id, id)
);
comment on column alert.tell_again_minutes is 'While it lasts it is told again after so many minutes. 0: it is told once, and nobody is told of its end.';
create unique index alert_open on alert (org_id, rule, subject) where ended_at is null;
create index alert_to_tell_again on alert (last_told_at) where ended_at is null and tell_again_minutes > 0;
call protect_table('alert', 'select');
call open_to_ledger('alert', 'select, insert, update');

create table alert_delivery (
  org_id     uuid not null,
  id         uuid not null,
  channel_id uuid not null,
  alert_id   uuid,                                 -- null: somebody tries the channel
  occasion   text not null check (occasion in ('raised', 'again', 'ended', 'test')),
  state      text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  attempts   integer not null default 0,
  next_at    timestamptz not null default now(),   -- while pending: when it is tried next, or when the node that tries it has given up
  error      text,
  created_at timestamptz not null default now(),
  sent_at    timestamptz,
  primary key (org_id, id),
  foreign key (org_id, channel_id) references alert_channel (org_id, id) on delete cascade,
  foreign key (org_id, alert_id) references alert (org_id, id) on delete cascade
);
create index alert_delivery_channel on alert_delivery (org_id, channel_id);
create index alert_delivery_alert on alert_delivery (org_id, alert_id) where alert_id is not null;
create index alert_delivery_due on alert_delivery (next_at) where state = 'pending';
call protect_table('alert_delivery');
call open_to_ledger('alert_delivery', 'select, insert, update');

-- The parts, for functions of aistudio_ledger only: they name the organization.

create function tell_alert(p_org_id uuid, p_alert_id uuid, p_occasion text) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into alert_delivery (org_id, id, channel_id, alert_id, occasion)
  select c.org_id, time_ordered_id(), c.id, p_alert_id, p_occasion from alert_channel c where c.org_id = p_org_id and c.disabled_at is null order by c.id;
  perform tell_members_of(a.org_id, a.roles,
    left(case p_occasion when 'again' then 'Still: ' when 'ended' then 'Over: ' else '' end || a.title, 200),
    case p_occasion when 'ended' then 'This lasts no longer; nothing is to be done.' else a.body end, a.link)
  from alert a where a.org_id = p_org_id and a.id = p_alert_id;
end $$;

create function raise_alert_of(p_org_id uuid, p_rule text, p_subject text, p_title text, p_body text, p_link text, p_roles text[], p_tell_again_minutes integer) returns boolean
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_id uuid;
begin
  insert into alert (org_id, id, rule, subject, title, body, link, roles, tell_again_minutes)
  values (p_org_id, time_ordered_id(), p_rule, p_subject, left(p_title, 200), left(p_body, 1000), p_link, p_roles, p_tell_again_minutes)
  on conflict (org_id, rule, subject) where ended_at is null do nothing
  returning id into v_id;
  if v_id is not null then
    perform tell_alert(p_org_id, v_id, 'raised');
  end if;
  return v_id is not null;
end $$;

create function end_alert_of(p_org_id uuid, p_rule text, p_subject text) returns boolean
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v record;
begin
  update alert set ended_at = now() where org_id = p_org_id and rule = p_rule and subject = p_subject and ended_at is null
  returning id, tell_again_minutes into v;
  if v.id is not null and v.tell_again_minutes > 0 then
    perform tell_alert(p_org_id, v.id, 'ended');
  end if;
  return v.id is not null;
end $$;

-- What the app may do, for the organization in scope.

create function raise_alert(p_rule text, p_subject text, p_title text, p_body text, p_link text, p_roles text[], p_tell_again_minutes integer) returns boolean
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select raise_alert_of(app_org(), p_rule, p_subject, p_title, p_body, p_link, p_roles, p_tell_again_minutes) where app_org() is not null
$$;
comment on function raise_alert is 'Raises an alert for the organization in scope unless one is open for the same rule and subject. True when it is new.';

create function end_alert(p_rule text, p_subject text) returns boolean
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select end_alert_of(app_org(), p_rule, p_subject) where app_org() is not null
$$;
comment on function end_alert is 'Ends the open alert of the rule and subject in the organization in scope. True when there was one. Who was told again while it lasted is told of its end.';

create function alerts_tell_again() returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v record;
  v_count integer := 0;
begin
  for v in
    update alert a set last_told_at = now(), times_told = a.times_told + 1
    from (select org_id, id from alert
          where ended_at is null and tell_again_minutes > 0 and last_told_at <= now() - tell_again_minutes * interval '1 minute'
          order by last_told_at limit 1000 for update skip locked) due
    where a.org_id = due.org_id and a.id = due.id
    returning a.org_id, a.id
  loop
    perform tell_alert(v.org_id, v.id, 'again');
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function alerts_tell_again() is 'Tells again of alerts that last, of all organizations; at most 1000. Returns of how many.';

create function alert_deliveries_claim(p_limit integer, p_lease interval) returns table (org_id uuid, id uuid, attempt integer)
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update alert_delivery d set attempts = d.attempts + 1, next_at = now() + p_lease
  from (select d.org_id, d.id from alert_delivery d where d.state = 'pending' and d.next_at <= now() order by d.next_at limit least(p_limit, 1000) for update skip locked) due
  where d.org_id = due.org_id and d.id = due.id
  returning d.org_id, d.id, d.attempts
$$;
comment on function alert_deliveries_claim(integer, interval) is 'Up to p_limit deliveries whose time has come, of all organizations. Who claims one sends it within p_lease; after that somebody else may.';

-- What an organization wants to hear of. Without a row the defaults hold.
create table alert_setting (
  org_id                uuid not null references organization (id),
  tell_again_hours      integer not null default 24 check (tell_again_hours between 1 and 720),
  change_percent        integer not null default 30 check (change_percent between 1 and 10000),
  change_floor_nano_usd bigint not null default 10000000000 check (change_floor_nano_usd >= 0),
  change_falls          boolean not null default true,
  person_floor_nano_usd bigint not null default 5000000000 check (person_floor_nano_usd >= 0),
  primary key (org_id)
);
comment on column alert_setting.change_floor_nano_usd is 'A feature or model whose spend of a day changed by less is not told of.';
comment on column alert_setting.change_falls is 'Whether it is told of when spend falls, too.';
comment on column alert_setting.person_floor_nano_usd is 'Less than this in a day is never unusual for a person.';
call protect_table('alert_setting', 'select, insert, update');
call open_to_ledger('alert_setting', 'select');

-- A crossed line goes to the desk, which tells the same people as before, and the channels.
create function raise_budget_alert(p_org_id uuid, p_budget_id uuid, p_starts_at timestamptz, p_percent integer) returns boolean
  language sql set search_path = pg_catalog, public, pg_temp as $$
  select raise_alert_of(p_org_id,
    case when p_percent >= 100 then 'budget_stop' else 'budget_' || p_percent end,
    format('%s %s', p_budget_id, extract(epoch from p_starts_at)::bigint),
    case when p_percent >= 100 then format('The budget “%s” has stopped', b.name) else format('The budget “%s” is %s %% used', b.name, p_percent) end,
    format('%s of %s US dollars are spent. %s %s.',
           to_char(bw.settled_nano_usd / 1e9, 'FM999,999,999,990.00'),
           to_char(budget_cap(b.org_id, b.id, b.cap_nano_usd, now()) / 1e9, 'FM999,999,999,990.00'),
           case when p_percent >= 100 then 'It refuses calls until it renews or is raised; it renews on' else 'It renews on' end,
           to_char(bw.ends_at at time zone coalesce(b.time_zone, o.time_zone), 'FMDD Mon YYYY, HH24:MI')),
    '/spend/budgets/' || p_budget_id, array['owner', 'admin', 'finance'],
    -- A line is a note; a stop lasts, and somebody waits for its end.
    case when p_percent >= 100 then coalesce((select s.tell_again_hours from alert_setting s where s.org_id = p_org_id), 24) * 60 else 0 end)
  from budget b
  join organization o on o.id = b.org_id
  join budget_window bw on bw.org_id = b.org_id and bw.budget_id = b.id and bw.starts_at = p_starts_at
  where b.org_id = p_org_id and b.id = p_budget_id
$$;

create or replace function tell_of_spend_alert() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform raise_budget_alert(new.org_id, new.budget_id, new.starts_at, new.percent);
  return new;
end $$;

do $$
declare
  v_name text;
begin
  foreach v_name in array array['tell_alert', 'raise_alert_of', 'end_alert_of', 'raise_budget_alert'] loop
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_ledger', v_name);
  end loop;
  foreach v_name in array array['raise_alert', 'end_alert', 'alerts_tell_again', 'alert_deliveries_claim'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;
