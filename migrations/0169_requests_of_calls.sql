-- Calls are found by what their client called the request, too. An id that is ours names the W3C trace, which the call has.
alter table decision add column request uuid;
comment on column decision.request is 'The beginning of the SHA-256 of the client''s own x-request-id; null when it sent none.';
create index decision_request on decision (org_id, request, call_started_at desc) where request is not null;
