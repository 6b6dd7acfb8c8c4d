-- Answers that were asked for again. No text stands here: what was said is in the payloads of the two calls, with their own retention and rights.
create table backtest (
  org_id            uuid not null,
  id                uuid not null,
  name              text not null check (length(name) between 1 and 200),
  version_id        uuid,
  model             text,
  filter            jsonb not null,              -- which calls, as they were asked for
  calls             integer not null,
  estimate_nano_usd bigint not null,
  budget_nano_usd   bigint not null check (budget_nano_usd > 0),
  state             text not null default 'running' check (state in ('running', 'ended', 'cancelled', 'failed')),
  reason            text,                        -- why it did not end well, for people
  job_id            uuid,
  created_by        uuid not null,
  created_at        timestamptz not null default now(),
  ended_at          timestamptz,
  primary key (org_id, id),
  foreign key (org_id, version_id) references prompt_version (org_id, id)
);
create index backtest_version on backtest (org_id, version_id) where version_id is not null;
create index backtest_list on backtest (org_id, id desc);
call protect_table('backtest', 'select, insert, update');

create table replay (
  org_id          uuid not null,
  id              uuid not null,
  call_id         uuid not null,                 -- the call that is asked again
  backtest_id     uuid,
  mode            text not null check (mode in ('frozen', 'candidate', 'live')),
  version_id      uuid,                          -- candidate: the other prompt version
  model           text,                          -- candidate: the other model
  state           text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  error_code      text,
  error_message   text,
  answer_call_id  uuid,                          -- the new call, of the latest try
  identical       boolean,                       -- whether the provider was sent the same bytes; null: nobody can say
  same_answer     boolean,
  length_before   integer,                       -- characters
  length_after    integer,
  declined_before boolean,
  declined_after  boolean,
  cited_before    integer[],                     -- numbers of passages
  cited_after     integer[],
  requested_by    uuid not null,
  created_at      timestamptz not null default now(),
  ended_at        timestamptz,
  primary key (org_id, id),
  foreign key (org_id, backtest_id) references backtest (org_id, id) on delete cascade,
  foreign key (org_id, version_id) references prompt_version (org_id, id)
);
create index replay_call on replay (org_id, call_id);
create index replay_backtest on replay (org_id, backtest_id, id) where backtest_id is not null;
create index replay_version on replay (org_id, version_id) where version_id is not null;
call protect_table('replay', 'select, insert, update');
