-- Traffic of one prompt split among its versions: tests that people set up, and canaries, which are tests of two arms whose weights move.
create table experiment (
  org_id     uuid not null,
  id         uuid not null,
  prompt_id  uuid not null,
  kind       text not null check (kind in ('ab', 'canary')),
  name       text not null check (length(name) between 1 and 100),
  hypothesis text not null default '' check (length(hypothesis) <= 1000),
  unit       text not null check (unit in ('user', 'conversation', 'organization')),
  salt       text not null,
  metric     text not null,                  -- the one that decides
  effect     double precision not null check (effect > 0),
  state      text not null default 'draft' check (state in ('draft', 'running', 'paused', 'stopped')),
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at   timestamptz,
  ended_reason text,
  primary key (org_id, id),
  foreign key (org_id, prompt_id) references prompt (org_id, id)
);
comment on column experiment.unit is 'What stays in one arm. Requests without a person or conversation count by their end user, or else one by one.';
comment on column experiment.effect is 'The smallest change of the metric that matters, in its unit: chosen before the first look.';
-- One at a time: which version answers has one reason.
create unique index experiment_of_prompt on experiment (org_id, prompt_id) where state in ('running', 'paused');
create index experiment_list on experiment (org_id, id);
call protect_table('experiment');

create table experiment_arm (
  org_id        uuid not null,
  experiment_id uuid not null,
  number        integer not null,            -- 0: the one that the others are compared with; of a canary 0 is the candidate, so that a growing share moves nobody back
  name          text not null,
  version_id    uuid not null,
  weight        integer not null check (weight >= 0),
  primary key (org_id, experiment_id, number),
  foreign key (org_id, experiment_id) references experiment (org_id, id) on delete cascade,
  foreign key (org_id, version_id) references prompt_version (org_id, id)
);
create index experiment_arm_version on experiment_arm (org_id, version_id);
call protect_table('experiment_arm');

create table experiment_exposure (
  org_id        uuid not null,
  experiment_id uuid not null,
  unit_id       uuid not null,
  arm           integer not null,
  first_at      timestamptz not null default now(),
  primary key (org_id, experiment_id, unit_id),
  foreign key (org_id, experiment_id, arm) references experiment_arm (org_id, experiment_id, number) on delete cascade
);
comment on table experiment_exposure is 'Who met which arm, once. Nothing is assigned by it: the arm is the hash''s alone.';
create index experiment_exposure_arm on experiment_exposure (org_id, experiment_id, arm);
call protect_table('experiment_exposure', 'select, insert');

create table experiment_answer (
  org_id        uuid not null,
  experiment_id uuid not null,
  id            uuid not null,               -- the turn, or the call where there is no turn
  arm           integer not null,
  unit_id       uuid not null,
  at            timestamptz not null default now(),
  fallback      boolean not null default false,
  failed        boolean not null,
  refused       boolean not null,
  duration_ms   integer not null,
  cost_nano_usd bigint not null,
  length        integer not null,            -- characters
  citations     integer not null,
  verified      integer not null,
  rating        smallint check (rating in (-1, 1)),
  asked_again   boolean not null default false,
  judged        double precision check (judged between 0 and 1),
  primary key (org_id, experiment_id, id),
  foreign key (org_id, experiment_id, arm) references experiment_arm (org_id, experiment_id, number) on delete cascade
);
comment on table experiment_answer is 'What became of an answer of an experiment: numbers only, never what was said.';
comment on column experiment_answer.fallback is 'Another model than the arm''s own answered: not counted in comparisons.';
create index experiment_answer_arm on experiment_answer (org_id, experiment_id, arm);
create index experiment_answer_id on experiment_answer (org_id, id);
call protect_table('experiment_answer');
