-- A failed attempt waits for its next one: failed is queued with a reason and a due time; dead is given up.
alter table job add column due_at timestamptz not null default now();
drop index job_queued;
create index job_due on job (due_at) where state in ('queued', 'failed');

create or replace function jobs_waiting(p_limit integer default 100) returns table (org_id uuid, job_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select j.org_id, j.id from job j
  where (j.state in ('queued', 'failed') and j.due_at < now() - interval '5 seconds')
     or (j.state = 'running' and j.lease_until < now())
  order by j.due_at
  limit least(p_limit, 1000)
$$;
comment on function jobs_waiting(integer) is
  'Jobs that nobody works on: due for more than 5 s, or running on an expired lease. Longest due first, at most 1000. Definer: crosses tenants, returns ids only.';
