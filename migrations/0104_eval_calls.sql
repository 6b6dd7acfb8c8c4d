-- Every model call of a run, written down before it is made: what a crash cuts off is found by it, and a run costs what its calls cost.
create table eval_call (
  org_id  uuid not null,
  call_id uuid not null,
  run_id  uuid not null,
  case_id uuid not null,
  repeat  integer not null,
  purpose text not null check (purpose in ('answer', 'judge', 'similarity')),
  cut_at  timestamptz,                       -- when it was found that a crash or a stop had cut it off; null: its result was kept
  primary key (org_id, call_id),
  foreign key (org_id, run_id) references eval_run (org_id, id) on delete cascade
);
create index eval_call_run on eval_call (org_id, run_id);
call protect_table('eval_call');

-- What a program started by itself, it starts once.
alter table eval_run add column model_hash bytea not null default '\x';   -- of what stood behind the model
comment on column eval_run.model_hash is 'Of the candidates behind the model: a change of them alone runs the suite again.';
create unique index eval_run_automatic on eval_run (org_id, suite_id, evidence_hash) where origin in ('new_version', 'model_change');
create unique index eval_run_nightly on eval_run (org_id, suite_id, ((created_at at time zone 'UTC')::date)) where origin = 'nightly';

alter table retrieval_log drop constraint retrieval_log_source_check;
alter table retrieval_log add constraint retrieval_log_source_check check (source in ('chat', 'assistant', 'search', 'evaluation'));
-- What a suite asks is not what people want to know.
drop trigger keep_knowledge_query on retrieval_log;
create trigger keep_knowledge_query after insert on retrieval_log for each row when (new.source <> 'evaluation') execute function keep_knowledge_query();

create function eval_suites_watched() returns table (org_id uuid, suite_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.org_id, s.id from eval_suite s where s.archived_at is null and (s.runs_on_change or s.nightly_at is not null) order by s.org_id, s.id
$$;
comment on function eval_suites_watched() is 'Suites that run by themselves. Definer: crosses tenants, returns ids only.';
call open_to_ledger('eval_suite', 'select');
alter function eval_suites_watched() owner to aistudio_ledger;
revoke execute on function eval_suites_watched() from public;
grant execute on function eval_suites_watched() to aistudio_app;
