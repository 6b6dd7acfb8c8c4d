create table embedding_profile (
  org_id     uuid not null references organization (id),
  id         uuid not null,
  model      text not null,               -- alias or pinned id, resolved by the gateway
  dimensions integer not null check (dimensions between 1 and 16000),
  version    integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, model, dimensions, version)
);
call protect_table('embedding_profile');

create table knowledge_base (
  org_id               uuid not null references organization (id),
  id                   uuid not null,
  name                 text not null check (length(name) between 1 and 200),
  description          text not null default '',
  embedding_profile_id uuid not null,
  created_by           uuid,
  created_at           timestamptz not null default now(),
  archived_at          timestamptz,
  primary key (org_id, id),
  unique (org_id, name),
  foreign key (org_id, embedding_profile_id) references embedding_profile (org_id, id)
);
call protect_table('knowledge_base');

create table document (
  org_id             uuid not null,
  id                 uuid not null,
  knowledge_base_id  uuid not null,
  name               text not null check (length(name) between 1 and 300),
  state              text not null default 'waiting' check (state in ('waiting', 'processing', 'ready', 'failed', 'cancelled')),
  failure            text,
  current_version_id uuid,
  chunk_count        integer not null default 0,
  created_by         uuid,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, knowledge_base_id, id),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id)
);
create index document_base on document (org_id, knowledge_base_id, name);
call protect_table('document');

create table document_version (
  org_id       uuid not null,
  id           uuid not null,
  document_id  uuid not null,
  number       integer not null,
  media_type   text not null,
  size_bytes   bigint not null,
  content_hash bytea not null,
  original     bytea not null,
  text         text,                      -- what was extracted; spans of chunks count its UTF-16 code units
  job_id       uuid,
  created_at   timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, document_id, number),
  foreign key (org_id, document_id) references document (org_id, id) on delete cascade,
  foreign key (org_id, job_id) references job (org_id, id)
);
create index document_version_job on document_version (org_id, job_id);
call protect_table('document_version');
alter table document add foreign key (org_id, current_version_id) references document_version (org_id, id);
create index document_current_version on document (org_id, current_version_id);

create table chunk (
  org_id              uuid not null,
  id                  uuid not null,
  knowledge_base_id   uuid not null,
  document_id         uuid not null,
  document_version_id uuid not null,
  ordinal             integer not null,
  heading_path        text not null default '',
  page                integer,
  span_start          integer not null,
  span_end            integer not null,
  text                text not null,
  content_hash        bytea not null,
  search              tsvector generated always as
                        (setweight(to_tsvector('english', heading_path), 'A') || setweight(to_tsvector('english', text), 'B')) stored,
  primary key (org_id, id),
  unique (org_id, document_version_id, ordinal),
  foreign key (org_id, knowledge_base_id, document_id) references document (org_id, knowledge_base_id, id) on delete cascade,
  foreign key (org_id, document_version_id) references document_version (org_id, id) on delete cascade
);
create index chunk_document on chunk (org_id, knowledge_base_id, document_id);
create index chunk_search on chunk using gin (search);
call protect_table('chunk');

-- Embeddings stand apart from chunks: a second profile is filled beside the live one, then the base is switched over.
create table chunk_embedding (
  org_id            uuid not null,
  chunk_id          uuid not null,
  profile_id        uuid not null,
  knowledge_base_id uuid not null,
  dimensions        integer not null,
  embedding         vector not null check (vector_dims(embedding) = dimensions),
  primary key (org_id, chunk_id, profile_id),
  foreign key (org_id, chunk_id) references chunk (org_id, id) on delete cascade,
  foreign key (org_id, profile_id) references embedding_profile (org_id, id)
);
create index chunk_embedding_profile on chunk_embedding (org_id, profile_id);
create index chunk_embedding_1024 on chunk_embedding using hnsw ((embedding::vector(1024)) vector_cosine_ops) where dimensions = 1024;
create index chunk_embedding_1536 on chunk_embedding using hnsw ((embedding::vector(1536)) vector_cosine_ops) where dimensions = 1536;
call protect_table('chunk_embedding');
