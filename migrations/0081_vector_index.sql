-- An entry in an HNSW index costs more than everything else that indexing a chunk takes, and only bases of more than 50,000 chunks are searched by one;
-- the others are scanned by their sketches. So only the vectors of such bases stand in it.
alter table chunk_embedding add column in_index boolean not null default false;
alter table knowledge_base add column vector_index text not null default 'none' check (vector_index in ('none', 'filling', 'complete'));

-- What is large already. Policies stand between the owner and the rows as well.
alter table document no force row level security;
alter table knowledge_base no force row level security;
alter table chunk_embedding no force row level security;
update knowledge_base b set vector_index = 'complete'
where (select coalesce(sum(d.chunk_count), 0) from document d where d.org_id = b.org_id and d.knowledge_base_id = b.id) > 50000;
update chunk_embedding e set in_index = true from knowledge_base b
where b.org_id = e.org_id and b.id = e.knowledge_base_id and b.vector_index = 'complete';
alter table document force row level security;
alter table knowledge_base force row level security;
alter table chunk_embedding force row level security;

drop index chunk_embedding_384, chunk_embedding_768, chunk_embedding_1024, chunk_embedding_1536;
create index chunk_embedding_384 on chunk_embedding using hnsw ((embedding::vector(384)) vector_cosine_ops) where dimensions = 384 and in_index;
create index chunk_embedding_768 on chunk_embedding using hnsw ((embedding::vector(768)) vector_cosine_ops) where dimensions = 768 and in_index;
create index chunk_embedding_1024 on chunk_embedding using hnsw ((embedding::vector(1024)) vector_cosine_ops) where dimensions = 1024 and in_index;
create index chunk_embedding_1536 on chunk_embedding using hnsw ((embedding::vector(1536)) vector_cosine_ops) where dimensions = 1536 and in_index;
create index chunk_embedding_outside on chunk_embedding (org_id, knowledge_base_id) where not in_index;
