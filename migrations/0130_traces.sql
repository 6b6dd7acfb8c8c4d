-- What is kept of calls beside their records, and who may read it.

-- How long, and how much of it. An organization without a row has the defaults: texts redacted for 30 days, so that a fault of last week can be
-- explained although nothing that names or opens somebody is kept; spans and decisions, which hold no text, for 90.
create table payload_policy (
  org_id     uuid not null references organization (id),
  mode       text not null default 'redacted' check (mode in ('off', 'redacted', 'full')),
  keep_days  integer not null default 30 check (keep_days between 1 and 365),
  trace_days integer not null default 90 check (trace_days between 1 and 365),
  patterns   jsonb not null default '[]' check (pg_column_size(patterns) <= 20000), -- [{name, expression}], taken out beside the usual ones
  updated_at timestamptz not null default now(),
  primary key (org_id)
);
call protect_table('payload_policy', 'select, insert, update');

-- An admin's leave to read what belongs to somebody else: with a reason, for a while.
create table break_glass (
  org_id     uuid not null,
  id         uuid not null,
  admin_id   uuid not null,
  person_id  uuid,                          -- whose texts; null: everybody's
  call_id    uuid,                          -- of which turn; null: of any
  reason     text not null check (length(reason) between 10 and 500),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at <= created_at + interval '8 hours'),
  primary key (org_id, id),
  foreign key (org_id, admin_id) references membership (org_id, user_id)
);
create index break_glass_open on break_glass (org_id, admin_id, expires_at);
call protect_table('break_glass', 'select, insert, update');

create function app_is_admin() returns boolean
  language sql stable parallel safe
  as $$
    select exists (
      select 1 from membership m
      where m.org_id = app_org() and m.user_id = app_user() and m.role in ('owner', 'admin') and m.disabled_at is null)
  $$;
comment on function app_is_admin() is 'Whether the person of this transaction administers its organization now.';

create function app_may_open(p_owner uuid, p_call uuid) returns boolean
  language sql stable parallel safe
  as $$
    select app_is_admin() and (p_owner is null or exists (
      select 1 from break_glass g
      where g.org_id = app_org() and g.admin_id = app_user() and g.expires_at > now()
        and (g.person_id is null or g.person_id = p_owner) and (g.call_id is null or g.call_id = p_call)))
  $$;
comment on function app_may_open(uuid, uuid) is
  'Whether an admin may read the texts of a call: of nobody''s chat always, of somebody''s while a break-glass grant of theirs is open.';
grant execute on function app_is_admin(), app_may_open(uuid, uuid) to aistudio_app;

alter table call_payload
  alter column owner_id drop not null,      -- null: no person's chat made the call
  add column mode text not null default 'redacted' check (mode in ('redacted', 'full')),
  add column redacted boolean not null default false, -- whether something was taken out
  add column request_bytes integer not null default 0,
  add column response_bytes integer not null default 0;
drop policy owner_only on call_payload;
create policy owner_or_opened on call_payload for select to aistudio_app
  using (org_id = app_org() and (owner_id = app_user() or app_may_open(owner_id, call_id)));
-- The writer stores for many people in one transaction, in nobody's name, and so reads nothing.
create policy stored on call_payload for insert to aistudio_app with check (org_id = app_org() and (app_user() is null or owner_id = app_user()));
revoke delete on call_payload from aistudio_app;

alter table decision add column assistant_id uuid;
create index decision_assistant on decision (org_id, assistant_id, call_started_at desc) where assistant_id is not null;

-- Feedback leads to the call it is about, and admins read it: it is said to them.
alter table feedback add column call_id uuid;
alter table feedback no force row level security;
alter table message no force row level security;
update feedback f set call_id = m.call_id from message m where m.org_id = f.org_id and m.id = f.message_id;
alter table feedback force row level security;
alter table message force row level security;
create index feedback_call on feedback (org_id, call_id) where call_id is not null;
create index feedback_recent on feedback (org_id, rating, created_at desc);
create policy read_by_admins on feedback for select to aistudio_app
  using (org_id = app_org() and (owner_id = app_user() or app_is_admin()));

-- Few calls fail: a small index that few calls pay for.
create index call_failed on call (org_id, started_at desc, id desc) where error_code is not null;
