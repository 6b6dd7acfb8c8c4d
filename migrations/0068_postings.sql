-- BM25 in plain SQL: for every lexeme, the chunks that have it. Exactly the chunks of current versions stand here, so document frequencies
-- are counts of rows, and a search touches nothing that it may not show. The GIN index on chunk.search ranked without idf and knew no tenant.
create table posting (
  org_id            uuid not null,
  knowledge_base_id uuid not null,
  lexeme            text collate "C" not null,
  chunk_id          uuid not null,
  frequency         smallint not null,     -- how often, in title, headings and text
  length            integer not null,      -- lexemes of the whole chunk
  primary key (org_id, knowledge_base_id, lexeme, chunk_id) include (frequency, length)
);
call protect_table('posting', 'select, insert, delete');

create function index_chunks(p_org uuid, p_version uuid) returns void
  language sql as $$
  insert into posting (org_id, knowledge_base_id, lexeme, chunk_id, frequency, length)
  select c.org_id, c.knowledge_base_id, l.lexeme, c.id, cardinality(l.positions), sum(cardinality(l.positions)) over (partition by c.id)
  from chunk c, unnest(c.search) as l(lexeme, positions, weights)
  where c.org_id = p_org and c.document_version_id = p_version
  order by 2, 3, 4
  on conflict do nothing
$$;
comment on function index_chunks(uuid, uuid) is 'Puts the chunks of a version into the postings.';

create function unindex_chunks(p_org uuid, p_version uuid) returns void
  language sql as $$
  delete from posting p
  using chunk c, unnest(tsvector_to_array(c.search)) as l(lexeme)
  where c.org_id = p_org and c.document_version_id = p_version
    and p.org_id = c.org_id and p.knowledge_base_id = c.knowledge_base_id and p.lexeme = l.lexeme collate "C" and p.chunk_id = c.id
$$;
comment on function unindex_chunks(uuid, uuid) is 'Takes the chunks of a version out of the postings.';

-- What is searched changes when a version is published, and at no other time.
create function keep_postings() returns trigger
  language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.current_version_id is not null then
    perform unindex_chunks(old.org_id, old.current_version_id);
  end if;
  if new.current_version_id is not null then
    perform index_chunks(new.org_id, new.current_version_id);
    update knowledge_base b set languages = b.languages || v.language
    from document_version v
    where v.org_id = new.org_id and v.id = new.current_version_id
      and b.org_id = new.org_id and b.id = new.knowledge_base_id and v.language <> all (b.languages);
  end if;
  return null;
end $$;
comment on function keep_postings() is 'Trigger on document: the postings are those of its current version.';
create trigger document_published after update of current_version_id on document
  for each row when (old.current_version_id is distinct from new.current_version_id) execute function keep_postings();

create function drop_postings() returns trigger
  language plpgsql as $$
begin
  delete from posting p
  using gone g, unnest(tsvector_to_array(g.search)) as l(lexeme)
  where p.org_id = g.org_id and p.knowledge_base_id = g.knowledge_base_id and p.lexeme = l.lexeme collate "C" and p.chunk_id = g.id;
  return null;
end $$;
comment on function drop_postings() is 'Trigger on chunk: deleted chunks leave the postings.';
create trigger chunk_deleted after delete on chunk referencing old table as gone
  for each statement execute function drop_postings();

-- Chunks are written before their version is published, as a rule; one that comes later is found as well.
create function add_postings() returns trigger
  language plpgsql as $$
begin
  perform index_chunks(v.org_id, v.id)
  from (select distinct f.org_id, f.document_version_id as id from fresh f) v
  join document d on d.org_id = v.org_id and d.current_version_id = v.id;
  return null;
end $$;
comment on function add_postings() is 'Trigger on chunk: new chunks of a current version enter the postings.';
create trigger chunk_inserted after insert on chunk referencing new table as fresh
  for each statement execute function add_postings();

-- A chunk that moves to another version may stand under other headings there; publishing that version puts it back.
create function drop_changed_postings() returns trigger
  language plpgsql as $$
begin
  delete from posting p
  using unnest(tsvector_to_array(old.search)) as l(lexeme)
  where p.org_id = old.org_id and p.knowledge_base_id = old.knowledge_base_id and p.lexeme = l.lexeme collate "C" and p.chunk_id = old.id;
  return null;
end $$;
comment on function drop_changed_postings() is 'Trigger on chunk: what was indexed of other words leaves the postings.';
create trigger chunk_changed after update on chunk
  for each row when (old.search is distinct from new.search) execute function drop_changed_postings();

revoke execute on function index_chunks(uuid, uuid), unindex_chunks(uuid, uuid) from public;
grant execute on function index_chunks(uuid, uuid), unindex_chunks(uuid, uuid) to aistudio_app;

-- What is indexed already. Policies stand between the owner and the rows as well.
alter table document no force row level security;
alter table chunk no force row level security;
alter table posting no force row level security;
select index_chunks(d.org_id, d.current_version_id) from document d where d.current_version_id is not null;
alter table document force row level security;
alter table chunk force row level security;
alter table posting force row level security;
