-- Five integers a block: kind, start, end, level of a heading, page (0: none). Null in versions read before.
alter table document_version add column blocks integer[];
alter table document_version add column pages integer;

-- Whose copy a document is: a program names its own by external_id, a web page is named by its address.
alter table document add column external_id text check (length(external_id) between 1 and 500);
alter table document add column source_url text check (length(source_url) between 1 and 2000);
create unique index document_external on document (org_id, knowledge_base_id, external_id) where external_id is not null;

-- How the documents of a base are cut, in tokens (three words are about four).
alter table knowledge_base add column chunk_tokens integer not null default 200 check (chunk_tokens between 50 and 2000);
alter table knowledge_base add column overlap_tokens integer not null default 0 check (overlap_tokens between 0 and 500);

-- A chunk of a new version that says what one of the current version says: when the version is published, that one moves over and keeps its id and its vector.
alter table chunk add column replaces uuid;
create index chunk_content on chunk (org_id, content_hash);

-- What each stage did with a version. A stage that was cut off adds to its row when it goes on.
create table document_stage (
  org_id              uuid not null,
  document_version_id uuid not null,
  stage               text not null,
  milliseconds        bigint not null,
  amount              integer not null,            -- characters, chunks or vectors
  reused              integer not null default 0,  -- of them, those that another version or document had already
  runs                integer not null default 1,
  ended_at            timestamptz not null default now(),
  primary key (org_id, document_version_id, stage),
  foreign key (org_id, document_version_id) references document_version (org_id, id) on delete cascade
);
call protect_table('document_stage');
