-- The bytes of a file are stored once in an organization, however many documents and versions are that file.
create table stored_file (
  org_id       uuid not null references organization (id),
  content_hash bytea not null,
  content      bytea not null,
  size_bytes   bigint not null,
  created_at   timestamptz not null default now(),
  primary key (org_id, content_hash)
);
alter table document_version no force row level security;
insert into stored_file (org_id, content_hash, content, size_bytes)
select distinct on (org_id, content_hash) org_id, content_hash, original, size_bytes from document_version;
alter table document_version force row level security;
call protect_table('stored_file', 'select, insert, delete');
-- Files are compressed already, or too small to matter.
alter table stored_file alter column content set storage external;

alter table document_version alter column original drop not null;   -- of the version before; not written any more
create index document_version_file on document_version (org_id, content_hash);

-- Taking files in and dropping them take turns within an organization: the quota is exact, and no file goes while a new version asks for it.
create function hold_stored_files(p_org uuid) returns void
  language sql volatile set search_path = pg_catalog, public, pg_temp
  as $$ select pg_advisory_xact_lock(hashtextextended('stored files of ' || p_org, 0)) $$;
comment on function hold_stored_files(uuid) is 'Until the transaction ends, nobody else adds or drops files of this organization.';
grant execute on function hold_stored_files(uuid) to aistudio_app;

create function drop_unused_files() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform hold_stored_files(org_id) from (select distinct org_id from gone) organizations;
  delete from stored_file f using (select distinct org_id, content_hash from gone) g
  where f.org_id = g.org_id and f.content_hash = g.content_hash
    and not exists (select 1 from document_version v where v.org_id = f.org_id and v.content_hash = f.content_hash);
  return null;
end $$;
create trigger drop_unused_files after delete on document_version referencing old table as gone for each statement execute function drop_unused_files();

-- Answers made from a document that was deleted are not given again.
create function drop_answers_of_documents() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  delete from response_cache c using (select distinct org_id from gone) g where c.org_id = g.org_id;
  return null;
end $$;
create trigger drop_answers_of_documents after delete on document referencing old table as gone for each statement execute function drop_answers_of_documents();
