-- How much work waits, for the figures of the installation. What is over is not counted: its number only grows.
create index job_dead on job (state) where state = 'dead';

create function jobs_by_state() returns table (state text, jobs bigint)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select 'queued', count(*) from job j where j.state = 'queued'
  union all select 'running', count(*) from job j where j.state = 'running'
  union all select 'failed', count(*) from job j where j.state = 'failed'
  union all select 'waiting', count(*) from job j where j.state = 'waiting'
  union all select 'dead', count(*) from job j where j.state = 'dead'
$$;
comment on function jobs_by_state() is 'Counts jobs that are not over, and those given up. Definer: crosses tenants, returns five numbers.';
alter function jobs_by_state() owner to aistudio_ledger;
revoke execute on function jobs_by_state() from public;
grant execute on function jobs_by_state() to aistudio_app;
