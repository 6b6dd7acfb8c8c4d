-- What a request for later said beside its body, and what its answer says beside its own.
alter table background_request add column cache_seconds integer;  -- how long its answer may be kept, zero for never; null when it says nothing, or says it in the body
alter table background_request add column headers jsonb not null default '{}';  -- of the answer: what it cost, who gave it
