-- Chat completions that are answered without anybody waiting at a connection: one by one, or a batch of them. They are private, as conversations are.
create table chat_batch (
  org_id     uuid not null references organization (id),
  id         uuid not null,
  owner_id   uuid not null,
  api_key_id uuid not null,                 -- pays, and says what may be asked
  job_id     uuid not null,
  requests   integer not null check (requests > 0),
  answered   integer not null default 0,
  failed     integer not null default 0,    -- of those answered: with an error
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '30 days',
  primary key (org_id, id),
  foreign key (org_id, job_id) references job (org_id, id)
);
call protect_private_table('chat_batch', 'select, insert, update');
create index chat_batch_owner on chat_batch (org_id, owner_id, id desc);
create index chat_batch_expiry on chat_batch (expires_at);

create table background_request (
  org_id      uuid not null references organization (id),
  id          uuid not null,                -- from it and the attempt come the ids of its calls
  owner_id    uuid not null,
  api_key_id  uuid not null,
  batch_id    uuid,
  number      integer not null default 1,   -- its line in the batch, from 1
  custom_id   text,
  body        bytea not null,               -- as it was sent: JSON, but not always what jsonb takes
  attempts    integer not null default 0,
  status      integer,
  answer      bytea,
  call_id     uuid,
  answered_at timestamptz,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null default now() + interval '30 days',
  primary key (org_id, id),
  unique (org_id, batch_id, number),
  unique (org_id, batch_id, custom_id),
  foreign key (org_id, batch_id) references chat_batch (org_id, id) on delete cascade,
  check ((answered_at is null) = (answer is null) and (answer is null) = (status is null))
);
call protect_private_table('background_request', 'select, insert, update');
create index background_request_open on background_request (org_id, batch_id, number) where answered_at is null;
create index background_request_expiry on background_request (expires_at) where batch_id is null;

call open_to_ledger('chat_batch', 'select, delete');
call open_to_ledger('background_request', 'select, delete');
create function background_requests_remove_expired(p_limit integer default 1000) returns integer
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  with single as (
    select ctid from background_request where batch_id is null and expires_at < now() order by expires_at limit least(p_limit, 10000) for update skip locked),
  batch as (
    select ctid from chat_batch where expires_at < now() order by expires_at limit 10 for update skip locked),
  gone as (delete from background_request r using single where r.ctid = single.ctid returning 1),
  gone_batch as (delete from chat_batch b using batch where b.ctid = batch.ctid returning 1)
  select ((select count(*) from gone) + (select count(*) from gone_batch))::integer
$$;
comment on function background_requests_remove_expired(integer) is
  'Removes requests and whole batches that are over, with their answers; returns how many went. Definer: crosses tenants, returns a count only.';
alter function background_requests_remove_expired(integer) owner to aistudio_ledger;
revoke execute on function background_requests_remove_expired(integer) from public;
grant execute on function background_requests_remove_expired(integer) to aistudio_app;
