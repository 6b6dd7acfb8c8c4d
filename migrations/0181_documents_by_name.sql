-- The list of a base's documents goes page by page in the order of their names.
create index document_by_name on document (org_id, knowledge_base_id, lower(name), id);
