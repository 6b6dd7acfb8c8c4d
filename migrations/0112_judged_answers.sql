-- A judge may score a share of an experiment's answers. A canary takes none: its guards are what nobody has to be asked about.
alter table experiment add column judge_id uuid;
alter table experiment add column judge_share double precision not null default 0;
comment on column experiment.judge_share is 'Of its answers, 0 to 1: those whose hash is below it are scored.';
alter table experiment add constraint experiment_judge foreign key (org_id, judge_id) references eval_judge (org_id, id);
alter table experiment add constraint experiment_judge_share check (judge_share between 0 and 1 and (judge_id is null) = (judge_share = 0));
alter table experiment add constraint experiment_canary_unjudged check (kind <> 'canary' or judge_id is null);
create index experiment_judge_id on experiment (org_id, judge_id);

alter table experiment_answer add column judge_at timestamptz;
comment on column experiment_answer.judge_at is
  'From when on a judge may be asked about it; null: none has to be. Whoever asks moves it on first, so that an answer whose verdict was lost is due again.';
create index experiment_answer_unjudged on experiment_answer (at) where judge_at is not null;

grant select (org_id, id, state) on experiment to aistudio_ledger;
create policy ledger on experiment for select to aistudio_ledger using (true);
grant select (org_id, experiment_id, id, at, judge_at) on experiment_answer to aistudio_ledger;
create policy ledger on experiment_answer for select to aistudio_ledger using (true);
create function answers_to_judge(p_each integer default 20, p_limit integer default 200)
  returns table (org_id uuid, owner_id uuid, experiment_id uuid, answer_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select due.org_id, due.owner_id, due.experiment_id, due.id from (
    select a.org_id, t.owner_id, a.experiment_id, a.id, row_number() over (partition by a.org_id order by a.at desc, a.id) as place
    from experiment_answer a
    join experiment e on e.org_id = a.org_id and e.id = a.experiment_id and e.state = 'running'
    join turn t on t.org_id = a.org_id and t.id = a.id
    where a.judge_at <= now() and a.at > now() - interval '1 day') due
  where due.place <= p_each
  order by due.place
  limit least(p_limit, 1000)
$$;
comment on function answers_to_judge(integer, integer) is
  'Answers of running experiments, of the last day, that a judge is to score: the newest of each organization, at most p_each of one. Definer: crosses tenants, returns ids only.';
alter function answers_to_judge(integer, integer) owner to aistudio_ledger;
revoke execute on function answers_to_judge(integer, integer) from public;
grant execute on function answers_to_judge(integer, integer) to aistudio_app;
