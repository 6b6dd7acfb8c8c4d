-- Bases that are searched in different ways: a log says how each was, so that it can be searched so again.
alter table retrieval_log add column base_settings jsonb;
comment on column retrieval_log.base_settings is 'How each base was searched, by its id, when not all alike; then settings is null.';
