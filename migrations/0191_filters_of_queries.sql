-- Those who look after a base search again as it was searched: among the documents that the question was narrowed to.
alter table knowledge_query add column filter jsonb;
comment on column knowledge_query.filter is 'As in retrieval_log: what the search was narrowed to; null when it was not.';

create or replace function keep_knowledge_query() returns trigger
  language plpgsql as $$
declare
  bases uuid[] := array(select b.id from knowledge_base b where b.org_id = new.org_id and b.id = any (new.knowledge_base_ids) and b.keeps_queries);
  said jsonb := to_jsonb(new) - 'candidates';
begin
  if cardinality(bases) = 0 then
    return null;
  end if;
  insert into knowledge_query (org_id, id, source, query, rewritten, good, used, best_words, best_vector, candidates, note, filter, duration_ms, asked_at)
  select new.org_id, new.id, coalesce(said ->> 'source', case when new.turn_id is null then 'search' else 'chat' end), new.query, new.rewritten,
         said ->> 'curated_answer_id' is not null or (new.fits and coalesce(c.used, 0) > 0), coalesce(c.used, 0), c.best_words, c.best_vector,
         new.candidates, said ->> 'note', new.filter, new.duration_ms, new.created_at
  from (
    select count(*) filter (where one ->> 'used' = 'true') as used, max((one -> 'words' ->> 'score')::real) as best_words, max((one -> 'vector' ->> 'score')::real) as best_vector
    from jsonb_array_elements(case jsonb_typeof(new.candidates) when 'array' then new.candidates else '[]' end) as one) c;
  insert into knowledge_query_base (org_id, knowledge_base_id, query_id) select new.org_id, base, new.id from unnest(bases) as base;
  return null;
end $$;
