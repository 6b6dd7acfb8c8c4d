-- While every provider is down, a job waits with its attempts unspent: waiting is queued with a reason, a due time, and since when.
alter table job drop constraint job_state_check;
alter table job add constraint job_state_check check (state in ('queued', 'running', 'succeeded', 'failed', 'waiting', 'cancelled', 'dead'));
alter table job add column waiting_since timestamptz;
drop index job_due;
create index job_due on job (due_at) where state in ('queued', 'failed', 'waiting');

create or replace function jobs_waiting(p_limit integer default 100) returns table (org_id uuid, job_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select j.org_id, j.id from job j
  where (j.state in ('queued', 'failed', 'waiting') and j.due_at < now() - interval '5 seconds')
     or (j.state = 'running' and j.lease_until < now())
  order by j.due_at
  limit least(p_limit, 1000)
$$;
