-- The document's title stands in the index of every chunk of it: a question often names the document, not the passage.
-- Weight D keeps it below headings (A) and text (B): it brings a chunk in, it does not decide among the chunks of one document.
alter table chunk add column title text not null default '';
alter table chunk drop column search;
alter table chunk add column search tsvector generated always as
  (setweight(to_tsvector('english', title), 'D') || setweight(to_tsvector('english', heading_path), 'A') || setweight(to_tsvector('english', text), 'B')) stored;
create index chunk_search on chunk using gin (search);
