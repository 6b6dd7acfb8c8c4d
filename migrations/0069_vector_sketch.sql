-- One bit a dimension, beside the vector and not in its TOAST: what a narrow search (a tenant, a base, a few documents) is scanned by,
-- exactly and at once, before the best few hundred are compared in full. An index over all tenants loses most of a small tenant's rows.
alter table chunk_embedding add column sketch bit varying generated always as (binary_quantize(embedding)) stored;
create index chunk_embedding_base on chunk_embedding (org_id, knowledge_base_id, profile_id);
