-- A job row fronts every scheduler execution: visible, cancellable, retryable, dead-lettered with its reason.
-- lease_token fences: an effect is written only where the token still matches, so a node that was frozen cannot act late.
create table job (
  org_id           uuid not null references organization (id),
  id               uuid not null,
  kind             text not null,
  subject_id       uuid,
  requested_by     uuid,
  arguments        jsonb not null default '{}',
  state            text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead')),
  stage            text not null default '',
  progress_percent integer not null default 0 check (progress_percent between 0 and 100),
  attempts         integer not null default 0,
  max_attempts     integer not null default 3,
  reason           text,
  lease_token      uuid,
  lease_until      timestamptz,
  cancel_requested_at timestamptz,
  created_at       timestamptz not null default now(),
  started_at       timestamptz,
  ended_at         timestamptz,
  primary key (org_id, id)
);
create index job_subject on job (org_id, subject_id);
create index job_time on job (org_id, created_at desc, id);
create index job_lease on job (lease_until) where state = 'running';
create index job_queued on job (created_at) where state = 'queued';
call protect_table('job');

create table job_event (
  org_id     uuid not null,
  job_id     uuid not null,
  number     integer not null,
  kind       text not null,
  detail     jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (org_id, job_id, number),
  foreign key (org_id, job_id) references job (org_id, id) on delete cascade
);
call protect_table('job_event', 'select, insert');

-- After a crash somebody must find work of every tenant: this tells which jobs wait, and nothing else of them.
grant select on job to aistudio_ledger;
create policy ledger on job for select to aistudio_ledger using (true);
create function jobs_waiting(p_limit integer default 100) returns table (org_id uuid, job_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select j.org_id, j.id from job j
  where (j.state = 'queued' and j.created_at < now() - interval '15 seconds')
     or (j.state = 'running' and j.lease_until < now())
  order by j.created_at
  limit least(p_limit, 1000)
$$;
comment on function jobs_waiting(integer) is
  'Jobs that nobody works on: queued for more than 15 s, or running on an expired lease. Oldest first, at most 1000. Definer: crosses tenants, returns ids only.';
alter function jobs_waiting(integer) owner to aistudio_ledger;
revoke execute on function jobs_waiting(integer) from public;
grant execute on function jobs_waiting(integer) to aistudio_app;

-- Stripe's idempotency: the insert wins or attaches. Keys live for 24 hours and are scoped to organization, key and route.
create table idempotency_record (
  org_id           uuid not null references organization (id),
  caller_id        uuid not null,          -- the API key, or the person
  route            text not null,
  idempotency_key  text not null check (length(idempotency_key) between 1 and 255),
  request_hash     bytea not null,
  state            text not null default 'running' check (state in ('running', 'done')),
  status           integer,
  headers          jsonb,
  body             bytea,
  turn_id          uuid,
  lease_until      timestamptz,
  expires_at       timestamptz not null default now() + interval '24 hours',
  created_at       timestamptz not null default now(),
  primary key (org_id, caller_id, route, idempotency_key)
);
create index idempotency_record_expiry on idempotency_record (expires_at);
call protect_table('idempotency_record');
