-- Answers to chat completions can be watched again for a while. They stand among the answers under idempotency keys, with which they are followed and removed;
-- their key has a space, as no client's has. Nodes write them a batch at a time, for several organizations.
grant insert on idempotency_record to aistudio_ledger;

create function keep_answers(
  p_org_ids uuid[], p_caller_ids uuid[], p_ids uuid[], p_route text, p_statuses integer[], p_headers text[], p_bodies bytea[], p_keep interval)
returns integer
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  with kept as (
    insert into idempotency_record (org_id, caller_id, route, idempotency_key, id, request_hash, state, status, headers, body, expires_at)
    select a.org_id, a.caller_id, p_route, 'turn ' || a.id, a.id, ''::bytea, 'done', a.status, a.headers::jsonb, a.body, now() + least(p_keep, interval '24 hours')
    from unnest(p_org_ids, p_caller_ids, p_ids, p_statuses, p_headers, p_bodies) as a(org_id, caller_id, id, status, headers, body)
    join organization o on o.id = a.org_id
    on conflict do nothing
    returning 1)
  select count(*)::integer from kept
$$;
comment on function keep_answers is
  'Keeps answers that are over, with their heads, for up to 24 hours. Returns how many were new; those of an organization that is gone are left out. Definer: crosses tenants, returns a count only.';
alter function keep_answers owner to aistudio_ledger;
revoke execute on function keep_answers from public;
grant execute on function keep_answers to aistudio_app;
