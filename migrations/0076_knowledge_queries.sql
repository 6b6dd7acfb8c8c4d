-- What was asked of the bases, for those who look after them: the question and what it found, never who asked it or in which chat.
-- The person's own log stays the person's; this row goes with it.
create table knowledge_query (
  org_id      uuid not null,
  id          uuid not null,
  source      text not null check (source in ('chat', 'assistant', 'search')),
  query       text not null,
  rewritten   text,
  good        boolean not null,
  used        integer not null,
  best_words  real,
  best_vector real,
  candidates  jsonb not null,
  note        text,
  duration_ms integer not null,
  rating      smallint,
  asked_at    timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, id) references retrieval_log (org_id, id) on delete cascade
);
comment on column knowledge_query.good is 'Whether something was found that was good enough to answer from.';
comment on column knowledge_query.candidates is 'As in retrieval_log: ids and scores, no text.';
comment on column knowledge_query.rating is '-1 or 1: what the person thought of the answer.';
call protect_table('knowledge_query', 'select, insert, delete');

-- The ids are made in the order of time, so the key is the order of the list.
create table knowledge_query_base (
  org_id            uuid not null,
  knowledge_base_id uuid not null,
  query_id          uuid not null,
  primary key (org_id, knowledge_base_id, query_id),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id) on delete cascade,
  foreign key (org_id, query_id) references knowledge_query (org_id, id) on delete cascade
);
create index knowledge_query_base_query on knowledge_query_base (org_id, query_id);
call protect_table('knowledge_query_base');

alter table knowledge_base add column keeps_queries boolean not null default true;
comment on column knowledge_base.keeps_queries is 'Whether questions that search it are kept for those who look after it.';

-- Only those who look after bases read what others asked, whatever the query says.
create function looks_after_bases() returns boolean
  language sql stable as $$
  select app_user() is null or exists (
    select 1 from membership m where m.org_id = app_org() and m.user_id = app_user() and m.role in ('owner', 'admin') and m.disabled_at is null)
$$;
comment on function looks_after_bases() is 'Whether the person of this transaction is an admin or owner; work in the name of the organization is nobody''s and may.';
revoke execute on function looks_after_bases() from public;
grant execute on function looks_after_bases() to aistudio_app;
create policy keepers on knowledge_query as restrictive for select to aistudio_app using (org_id = app_org() and (select looks_after_bases()));
create policy keepers on knowledge_query_base as restrictive for select to aistudio_app using (org_id = app_org() and (select looks_after_bases()));

-- Whoever writes the log of a retrieval writes this too. What is logged besides by then is read by its name.
create function keep_knowledge_query() returns trigger
  language plpgsql as $$
declare
  bases uuid[] := array(select b.id from knowledge_base b where b.org_id = new.org_id and b.id = any (new.knowledge_base_ids) and b.keeps_queries);
  said jsonb := to_jsonb(new) - 'candidates';
begin
  if cardinality(bases) = 0 then
    return null;
  end if;
  insert into knowledge_query (org_id, id, source, query, rewritten, good, used, best_words, best_vector, candidates, note, duration_ms, asked_at)
  select new.org_id, new.id, coalesce(said ->> 'source', case when new.turn_id is null then 'search' else 'chat' end), new.query, new.rewritten,
         said ->> 'curated_answer_id' is not null or (new.fits and coalesce(c.used, 0) > 0), coalesce(c.used, 0), c.best_words, c.best_vector,
         new.candidates, said ->> 'note', new.duration_ms, new.created_at
  from (
    select count(*) filter (where one ->> 'used' = 'true') as used, max((one -> 'words' ->> 'score')::real) as best_words, max((one -> 'vector' ->> 'score')::real) as best_vector
    from jsonb_array_elements(case jsonb_typeof(new.candidates) when 'array' then new.candidates else '[]' end) as one) c;
  insert into knowledge_query_base (org_id, knowledge_base_id, query_id) select new.org_id, base, new.id from unnest(bases) as base;
  return null;
end $$;
revoke execute on function keep_knowledge_query() from public;
create trigger keep_knowledge_query after insert on retrieval_log for each row execute function keep_knowledge_query();

-- A rating is its author's own; what those who look after the bases learn of it is a thumb at a question without a name.
grant select (org_id, owner_id, id, turn_id) on retrieval_log to aistudio_ledger;
create policy ledger on retrieval_log for select to aistudio_ledger using (true);
grant select (org_id, id), update (rating) on knowledge_query to aistudio_ledger;
create policy ledger on knowledge_query to aistudio_ledger using (true) with check (true);
create function rate_knowledge_query() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  rated feedback := case tg_op when 'DELETE' then old else new end;
begin
  update knowledge_query q set rating = case tg_op when 'DELETE' then null else rated.rating end
  from turn t join retrieval_log r on r.org_id = t.org_id and r.owner_id = t.owner_id and r.turn_id = t.id
  where t.org_id = rated.org_id and t.owner_id = rated.owner_id and t.answer_id = rated.message_id and q.org_id = r.org_id and q.id = r.id;
  return null;
end $$;
comment on function rate_knowledge_query() is 'Notes the thumb of a rated answer at its question. Definer: the author does not see the list of questions.';
alter function rate_knowledge_query() owner to aistudio_ledger;
revoke execute on function rate_knowledge_query() from public;
create trigger rate_knowledge_query after insert or update or delete on feedback for each row execute function rate_knowledge_query();
