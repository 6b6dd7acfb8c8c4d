-- The way of a version into production: evaluated, approved, canary, production.
create table promotion (
  org_id           uuid not null,
  id               uuid not null,
  prompt_id        uuid not null,
  version_id       uuid not null,
  content_hash     bytea not null,
  incumbent_id     uuid,                     -- the version at production when it was asked for; null: none yet
  state            text not null check (state in ('evaluating', 'refused', 'evaluated', 'approved', 'canary', 'production', 'rolled_back', 'withdrawn')),
  held             boolean not null default false,
  requested_by     uuid,
  requested_at     timestamptz not null default now(),
  approved_by      uuid,
  approved_at      timestamptz,
  approval_note    text not null default '',
  overridden_by    uuid,
  override_reason  text,
  experiment_id    uuid,
  step             integer not null default 0,   -- of the canary, from 0
  step_started_at  timestamptz,
  reason           text,                     -- why it was refused, rolled back or withdrawn, for people
  ended_at         timestamptz,
  unblocked_by     uuid,
  primary key (org_id, id),
  foreign key (org_id, prompt_id, version_id) references prompt_version (org_id, prompt_id, id),
  foreign key (org_id, prompt_id, incumbent_id) references prompt_version (org_id, prompt_id, id),
  foreign key (org_id, experiment_id) references experiment (org_id, id)
);
comment on column promotion.held is 'The canary stays at its step until somebody lets it go on; its guards are watched all the same.';
comment on column promotion.unblocked_by is 'A rolled-back text is not promoted again unless an owner said so.';
-- One version of a prompt at a time.
create unique index promotion_open on promotion (org_id, prompt_id) where state in ('evaluating', 'evaluated', 'approved', 'canary');
create index promotion_version on promotion (org_id, prompt_id, version_id);
create index promotion_blocked on promotion (org_id, prompt_id, content_hash) where state = 'rolled_back';
create index promotion_experiment on promotion (org_id, experiment_id);
call protect_table('promotion', 'select, insert, update');

-- What the gate was shown: of each suite that gates, the run of the version and that of the incumbent.
create table promotion_evidence (
  org_id           uuid not null,
  promotion_id     uuid not null,
  suite_id         uuid not null,
  run_id           uuid not null,
  incumbent_run_id uuid,
  evidence_hash    bytea not null,
  primary key (org_id, promotion_id, suite_id),
  foreign key (org_id, promotion_id) references promotion (org_id, id) on delete cascade,
  foreign key (org_id, suite_id) references eval_suite (org_id, id),
  foreign key (org_id, run_id) references eval_run (org_id, id),
  foreign key (org_id, incumbent_run_id) references eval_run (org_id, id)
);
create index promotion_evidence_suite on promotion_evidence (org_id, suite_id);
create index promotion_evidence_run on promotion_evidence (org_id, run_id);
create index promotion_evidence_incumbent_run on promotion_evidence (org_id, incumbent_run_id);
call protect_table('promotion_evidence');

create table promotion_event (
  org_id       uuid not null,
  id           uuid not null,
  promotion_id uuid not null,
  at           timestamptz not null default now(),
  by           uuid,                         -- null: the product itself
  state        text not null,
  text         text not null,                -- what happened, for people
  primary key (org_id, id),
  foreign key (org_id, promotion_id) references promotion (org_id, id) on delete cascade
);
create index promotion_event_of on promotion_event (org_id, promotion_id, id);
call protect_table('promotion_event', 'select, insert');

create table canary_look (
  org_id          uuid not null,
  promotion_id    uuid not null,
  at              timestamptz not null,
  guard           text not null,
  step            integer not null,
  candidate_count bigint not null,
  candidate       double precision not null,
  incumbent_count bigint not null,
  incumbent       double precision not null,
  low             double precision,          -- of candidate less incumbent; null: nothing can be said yet
  high            double precision,
  worst           double precision not null, -- how much worse the candidate may be
  primary key (org_id, promotion_id, guard, at),
  foreign key (org_id, promotion_id) references promotion (org_id, id) on delete cascade
);
comment on table canary_look is 'What each guard of a canary showed each time it was looked at and had new answers.';
call protect_table('canary_look', 'select, insert');
