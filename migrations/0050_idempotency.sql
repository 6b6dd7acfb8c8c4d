-- What a key's first request became: the run has an id of its own, from which its effects take theirs, so that a run repeated after a crash
-- finds them again; and a lease, whose token fences off a node that was given up.
alter table idempotency_record
  add column id          uuid not null default gen_random_uuid(),
  add column lease_token uuid,
  add column watched     boolean not null default false,  -- somebody follows the stream: its parts are to be told
  add constraint idempotency_record_id unique (org_id, id);

-- A stream while it runs, for those who follow it from another request. Gone with a crash, as its run is.
create unlogged table idempotency_part (
  org_id    uuid not null,
  record_id uuid not null,
  number    integer not null,
  body      bytea not null,
  primary key (org_id, record_id, number),
  foreign key (org_id, record_id) references idempotency_record (org_id, id) on delete cascade
);
call protect_table('idempotency_part', 'select, insert, delete');

call open_to_ledger('idempotency_record', 'select, update, delete');
create function idempotency_remove_expired(p_limit integer default 1000) returns integer
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  with expired as (
    select r.ctid from idempotency_record r
    where r.expires_at < now() and (r.state = 'done' or r.lease_until < now())
    order by r.expires_at limit least(p_limit, 10000) for update skip locked),
  removed as (delete from idempotency_record r using expired where r.ctid = expired.ctid returning 1)
  select count(*)::integer from removed
$$;
comment on function idempotency_remove_expired(integer) is
  'Removes keys that are over, oldest first, at most so many; returns how many went. A run under its lease stays. Definer: crosses tenants, returns a count only.';
alter function idempotency_remove_expired(integer) owner to aistudio_ledger;
revoke execute on function idempotency_remove_expired(integer) from public;
grant execute on function idempotency_remove_expired(integer) to aistudio_app;
