-- A base that is taken away for good goes in steps: what has begun is never brought back, since some of it is gone already.
alter table knowledge_base add column deletion_job_id uuid;
alter table knowledge_base add column chunks_to_delete integer not null default 0;
alter table knowledge_base add column chunks_deleted integer not null default 0;
alter table knowledge_base add constraint knowledge_base_is_archived_before_it_is_deleted check (deletion_job_id is null or archived_at is not null);
comment on column knowledge_base.deletion_job_id is 'The job that takes it away; null for a base that stays.';
comment on column knowledge_base.chunks_to_delete is 'How many chunks it had when its deletion began, of all versions.';
comment on column knowledge_base.chunks_deleted is 'How many of them are gone.';
