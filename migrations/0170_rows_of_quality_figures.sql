-- What figures of quality lead to. Each index holds what is rare, and the rest does not pay for it.
-- Tries that were not answered: a call may have been answered by another provider all the same.
create index call_attempt_failed on call_attempt (org_id, call_started_at desc) include (call_id, provider, model_id, error_code) where error_code is not null;
create index answer_mark_declined on answer_mark (org_id, call_id) where refused;
create index answer_mark_unverified on answer_mark (org_id, call_id) where verified < quoted;
