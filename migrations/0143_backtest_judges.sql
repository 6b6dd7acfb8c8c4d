-- A backtest that says who won: a judge says of each answer alone whether it passes, and the budget knows every call that was made.
alter table backtest
  add column judge_id   uuid,
  add column judge_hash bytea,                            -- the judge's content when it began: under another its verdicts would not go together
  add constraint backtest_judged check ((judge_id is null) = (judge_hash is null)),
  add foreign key (org_id, judge_id) references eval_judge (org_id, id);
create index backtest_judge on backtest (org_id, judge_id) where judge_id is not null;

alter table replay
  add column estimate_nano_usd bigint not null default 0, -- of a backtest: what asking it again and judging it may cost at most
  add column passed_before     boolean,                   -- what the judge says of the recorded answer
  add column passed_after      boolean,                   -- and of the new one
  add column judge_error       text;                      -- why it says nothing, for people

-- The model calls of backtests, written down before they are made. What a judge gives for a reason stands in the payload of its call, with the rights of the chat it is about.
create table backtest_call (
  org_id      uuid not null,
  call_id     uuid not null,
  backtest_id uuid not null,
  replay_id   uuid not null,
  purpose     text not null check (purpose in ('answer', 'judge_before', 'judge_after')),
  primary key (org_id, call_id),
  foreign key (org_id, backtest_id) references backtest (org_id, id) on delete cascade,
  foreign key (org_id, replay_id) references replay (org_id, id) on delete cascade
);
create index backtest_call_backtest on backtest_call (org_id, backtest_id);
create index backtest_call_replay on backtest_call (org_id, replay_id);
call protect_table('backtest_call', 'select, insert');

-- Those that run now go on with what they have spent and what each call may cost.
alter table replay no force row level security;
alter table backtest no force row level security;
alter table backtest_call no force row level security;
insert into backtest_call (org_id, call_id, backtest_id, replay_id, purpose)
select org_id, answer_call_id, backtest_id, id, 'answer' from replay where backtest_id is not null and answer_call_id is not null;
update replay r set estimate_nano_usd = b.estimate_nano_usd / greatest(1, b.calls) + 1 from backtest b where b.org_id = r.org_id and b.id = r.backtest_id;
alter table replay force row level security;
alter table backtest force row level security;
alter table backtest_call force row level security;
