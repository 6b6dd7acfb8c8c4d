-- A base changes its embedding model beside the live index: the next profile's vectors are filled while the live ones answer, then one update switches.
-- The previous profile's vectors stay, so that the way back is short.
alter table knowledge_base add column next_profile_id uuid;
alter table knowledge_base add column previous_profile_id uuid;
alter table knowledge_base add column reindex_job_id uuid;
alter table knowledge_base add foreign key (org_id, next_profile_id) references embedding_profile (org_id, id);
alter table knowledge_base add foreign key (org_id, previous_profile_id) references embedding_profile (org_id, id);
create index knowledge_base_profile on knowledge_base (org_id, embedding_profile_id);

-- An index holds vectors of one dimension: these are the usual ones of small models.
create index chunk_embedding_384 on chunk_embedding using hnsw ((embedding::vector(384)) vector_cosine_ops) where dimensions = 384;
create index chunk_embedding_768 on chunk_embedding using hnsw ((embedding::vector(768)) vector_cosine_ops) where dimensions = 768;
