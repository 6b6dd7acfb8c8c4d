-- Questions of which is known where the answer stands, and what a search made of them.
create table question_set (
  org_id            uuid not null,
  id                uuid not null,
  knowledge_base_id uuid not null,
  name              text not null check (length(name) between 1 and 200),
  created_by        uuid,
  created_at        timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, knowledge_base_id, name),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id) on delete cascade
);
call protect_table('question_set');

create table retrieval_question (
  org_id          uuid not null,
  id              uuid not null,
  question_set_id uuid not null,
  question        text not null check (length(question) between 1 and 2000),
  expected        text[] not null default '{}',
  primary key (org_id, id),
  foreign key (org_id, question_set_id) references question_set (org_id, id) on delete cascade
);
comment on column retrieval_question.expected is 'Documents, by name with or without its ending, by id or by external id; none: nothing in the base answers it.';
create index retrieval_question_set on retrieval_question (org_id, question_set_id, id);
call protect_table('retrieval_question');

create table retrieval_run (
  org_id          uuid not null,
  id              uuid not null,
  question_set_id uuid not null,
  job_id          uuid,
  settings        jsonb not null,
  saved           boolean not null,
  questions       integer not null,
  created_by      uuid,
  created_at      timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, question_set_id) references question_set (org_id, id) on delete cascade,
  foreign key (org_id, job_id) references job (org_id, id)
);
comment on column retrieval_run.settings is 'How it searched, as the search bench has it.';
comment on column retrieval_run.saved is 'Whether chats searched the base so when the run began.';
create index retrieval_run_set on retrieval_run (org_id, question_set_id, id);
create index retrieval_run_job on retrieval_run (org_id, job_id);
call protect_table('retrieval_run');

create table retrieval_result (
  org_id      uuid not null,
  run_id      uuid not null,
  question_id uuid not null,
  expected    integer not null,
  ranks       integer[] not null default '{}',
  found       text[] not null default '{}',
  fits        boolean not null,
  duration_ms integer not null,
  primary key (org_id, run_id, question_id),
  foreign key (org_id, run_id) references retrieval_run (org_id, id) on delete cascade,
  foreign key (org_id, question_id) references retrieval_question (org_id, id) on delete cascade
);
comment on column retrieval_result.ranks is 'Where each expected document that is among the first ten stands, from 1, the best first.';
comment on column retrieval_result.found is 'The names of the first ten documents.';
create index retrieval_result_question on retrieval_result (org_id, question_id);
call protect_table('retrieval_result');
