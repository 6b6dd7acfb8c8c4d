-- How an alias chooses among its candidates, and which of them stand in for the others after which refusal.
alter table model_alias
  add column strategy text not null default 'ordered' check (strategy in ('ordered', 'weighted', 'least_busy', 'fastest', 'cheapest'));

alter table model_alias_candidate
  add column list   text not null default 'answer' check (list in ('answer', 'context_overflow', 'content_refusal')),
  add column weight integer not null default 1 check (weight between 0 and 1000);   -- its share under 'weighted'
alter table model_alias_candidate drop constraint model_alias_candidate_pkey;
alter table model_alias_candidate add primary key (org_id, alias_id, list, position);

-- What a compatible endpoint wants besides its address: where the key goes, and more headers and query parameters. None of them is secret.
alter table provider_connection
  add column key_header text not null default 'authorization' check (key_header in ('authorization', 'api-key', 'x-api-key')),
  add column headers    jsonb not null default '{}' check (jsonb_typeof(headers) = 'object'),
  add column query      jsonb not null default '{}' check (jsonb_typeof(query) = 'object');

-- How long an attempt waited for its provider's place.
alter table call_attempt add column queued_ms integer not null default 0 check (queued_ms >= 0);
