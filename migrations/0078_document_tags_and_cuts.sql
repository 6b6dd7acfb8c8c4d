create index document_tags on document using gin (tags);

-- How long the chunks of a version were meant to be: a base that is set otherwise since has documents to cut again.
alter table document_version add column chunk_tokens integer;
alter table document_version add column overlap_tokens integer;
