-- How a base is searched, when not as the product does.
create table retrieval_setting (
  org_id            uuid not null,
  knowledge_base_id uuid not null,
  fusion            text not null default 'weighted' check (fusion in ('weighted', 'reciprocal_rank')),
  words             real not null default 1 check (words between 0 and 5),
  vector            real not null default 1 check (vector between 0 and 5),
  sentences         real not null default 1 check (sentences between 0 and 5),
  title             real not null default 1 check (title between 0 and 5),
  top_k             integer not null default 10 check (top_k between 1 and 50),
  updated_by        uuid,
  updated_at        timestamptz not null default now(),
  primary key (org_id, knowledge_base_id),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id) on delete cascade
);
call protect_table('retrieval_setting');

-- What narrows a search.
alter table document add column tags text[] not null default '{}';

-- Enough to run a retrieval again and to see what has changed since.
alter table retrieval_log add column knowledge_base_ids uuid[] not null default '{}';
alter table retrieval_log add column rewritten text;
alter table retrieval_log add column fits boolean not null default true;
alter table retrieval_log add column settings jsonb;
comment on column retrieval_log.candidates is 'What each arm brought in: chunk, version, score and rank of each arm, fused score, and whether the model was given it.';
