-- Cases that an answer must pass, runs of them, and who judges what words alone cannot.
create table eval_judge (
  org_id       uuid not null,
  id           uuid not null,
  name         text not null check (length(name) between 1 and 100),
  rubric       text not null check (length(rubric) between 1 and 20000),
  model        text not null,                -- an alias or a pinned id
  content_hash bytea not null,               -- of rubric and model: labels given under another hash do not count for this one
  created_by   uuid,
  created_at   timestamptz not null default now(),
  archived_at  timestamptz,
  primary key (org_id, id)
);
create unique index eval_judge_name on eval_judge (org_id, lower(name)) where archived_at is null;
call protect_table('eval_judge');

create table eval_suite (
  org_id             uuid not null,
  id                 uuid not null,
  slug               text not null check (slug ~ '^[a-z][a-z0-9-]{0,49}$'),
  name               text not null check (length(name) between 1 and 100),
  prompt_id          uuid not null,
  model              text not null,          -- an alias or a pinned id
  knowledge_base_ids uuid[] not null default '{}',
  top_k              integer not null default 6 check (top_k between 0 and 50),
  min_pass_rate      double precision not null default 0.95 check (min_pass_rate between 0 and 1),
  margin             double precision not null default 0.05 check (margin between 0 and 1),
  alert_drop         double precision not null default 0.05 check (alert_drop between 0 and 1),
  repeats            integer not null default 1 check (repeats between 1 and 10),
  parallel           integer not null default 4 check (parallel between 1 and 32),
  budget_nano_usd    bigint not null default 1000000000 check (budget_nano_usd >= 0),
  runs_on_change     boolean not null default true,
  gates              boolean not null default true,
  nightly_at         time,                   -- UTC
  judge_id           uuid,
  created_by         uuid,
  created_at         timestamptz not null default now(),
  archived_at        timestamptz,
  primary key (org_id, id),
  unique (org_id, slug),
  foreign key (org_id, prompt_id) references prompt (org_id, id),
  foreign key (org_id, judge_id) references eval_judge (org_id, id)
);
comment on column eval_suite.margin is 'How much worse than the incumbent a candidate may at most be, as a fraction of cases.';
comment on column eval_suite.budget_nano_usd is 'What one run may cost at most.';
comment on column eval_suite.runs_on_change is 'Whether every new version of the prompt and every change of the model is run by itself.';
comment on column eval_suite.gates is 'Whether a version must pass it before it may go into production.';
create index eval_suite_prompt on eval_suite (org_id, prompt_id);
create index eval_suite_judge on eval_suite (org_id, judge_id);
call protect_table('eval_suite');

create table eval_case (
  org_id       uuid not null,
  id           uuid not null,
  suite_id     uuid not null,
  name         text not null default '' check (length(name) <= 200),
  messages     jsonb not null,               -- [{role, text}], the last one a user's
  variables    jsonb not null default '{}',  -- {name: value}
  checks       jsonb not null,               -- [{kind, …}]
  recordings   jsonb not null default '[]',  -- [{tool, arguments, result}]
  tags         text[] not null default '{}',
  source       text not null default 'written' check (source in ('written', 'imported', 'traffic')),
  content_hash bytea not null,               -- of messages, variables, checks and recordings
  created_by   uuid,
  created_at   timestamptz not null default now(),
  changed_at   timestamptz not null default now(),
  archived_at  timestamptz,
  primary key (org_id, id),
  foreign key (org_id, suite_id) references eval_suite (org_id, id) on delete cascade
);
create index eval_case_suite on eval_case (org_id, suite_id, id) where archived_at is null;
call protect_table('eval_case');

create table eval_run (
  org_id            uuid not null,
  id                uuid not null,
  suite_id          uuid not null,
  version_id        uuid not null,
  model             text not null,
  origin            text not null check (origin in ('person', 'new_version', 'model_change', 'nightly', 'gate', 'program')),
  state             text not null default 'running' check (state in ('running', 'ended', 'cancelled', 'failed')),
  reason            text,                    -- why it was cancelled or failed, for people
  job_id            uuid,
  dataset_hash      bytea not null,
  evidence_hash     bytea not null,
  cases             integer not null,
  repeats           integer not null,
  passed            integer not null default 0,
  failed            integer not null default 0,
  errors            integer not null default 0,
  estimate_nano_usd bigint not null,
  budget_nano_usd   bigint not null,
  spent_nano_usd    bigint not null default 0,
  started_by        uuid,
  created_at        timestamptz not null default now(),
  ended_at          timestamptz,
  primary key (org_id, id),
  foreign key (org_id, suite_id) references eval_suite (org_id, id) on delete cascade,
  foreign key (org_id, version_id) references prompt_version (org_id, id),
  foreign key (org_id, job_id) references job (org_id, id)
);
comment on column eval_run.evidence_hash is 'Of prompt version, model, tools and dataset: evidence is worth nothing once one of them has changed.';
comment on column eval_run.passed is 'Cases, not repeats: a case passes when more than half of its repeats do.';
create index eval_run_suite on eval_run (org_id, suite_id, id);
create index eval_run_version on eval_run (org_id, version_id, id);
create index eval_run_job on eval_run (org_id, job_id);
call protect_table('eval_run');

create table eval_result (
  org_id        uuid not null,
  run_id        uuid not null,
  case_id       uuid not null,
  repeat        integer not null,
  case_hash     bytea not null,
  call_id       uuid not null,               -- made before the call: what a crash cuts off is found by it
  passed        boolean,                     -- null: under way, or an error
  error_code    text,
  error_message text,
  output        text,
  checks        jsonb not null default '[]', -- [{kind, passed, why}]
  cost_nano_usd bigint not null default 0,
  duration_ms   integer,
  input_tokens  bigint,
  output_tokens bigint,
  started_at    timestamptz not null default now(),
  ended_at      timestamptz,
  primary key (org_id, run_id, case_id, repeat),
  foreign key (org_id, run_id) references eval_run (org_id, id) on delete cascade,
  foreign key (org_id, case_id) references eval_case (org_id, id) on delete cascade
);
create index eval_result_case on eval_result (org_id, case_id);
call protect_table('eval_result');

create table judge_label (
  org_id      uuid not null,
  judge_id    uuid not null,
  judge_hash  bytea not null,
  run_id      uuid not null,
  case_id     uuid not null,
  repeat      integer not null,
  human       boolean not null,              -- whether a person finds the answer good
  judge       boolean,                       -- whether the judge does; null: not asked yet
  labelled_by uuid not null,
  labelled_at timestamptz not null default now(),
  primary key (org_id, judge_id, judge_hash, run_id, case_id, repeat),
  foreign key (org_id, judge_id) references eval_judge (org_id, id) on delete cascade,
  foreign key (org_id, run_id, case_id, repeat) references eval_result (org_id, run_id, case_id, repeat) on delete cascade
);
create index judge_label_result on judge_label (org_id, run_id, case_id, repeat);
call protect_table('judge_label');
