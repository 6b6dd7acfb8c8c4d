-- Answers that a person has written and another right has approved: they are given before anything is searched for.
create table curated_answer (
  org_id            uuid not null,
  id                uuid not null,
  knowledge_base_id uuid not null,
  question          text not null check (length(question) between 3 and 2000),
  answer            text not null check (length(answer) between 1 and 20000),
  embedding         real[],
  embedding_model   text,
  state             text not null default 'draft' check (state in ('draft', 'approved', 'retired')),
  created_by        uuid,
  created_at        timestamptz not null default now(),
  approved_by       uuid,
  approved_at       timestamptz,
  hits              bigint not null default 0,
  last_hit_at       timestamptz,
  primary key (org_id, id),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id) on delete cascade,
  constraint curated_answer_is_approved_by_somebody check (state <> 'approved' or approved_by is not null)
);
create index curated_answer_base on curated_answer (org_id, knowledge_base_id, state);
call protect_table('curated_answer');
comment on column curated_answer.embedding is 'The question''s vector by embedding_model; null when that did not answer, and then words alone compare.';

create policy readers on curated_answer as restrictive for select to aistudio_app
  using (org_id = app_org() and knowledge_base_id <> all ((select unreadable_bases())::uuid[]));
