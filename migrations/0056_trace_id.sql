-- The W3C trace of the request that made a call, so that whoever has a traceparent or a line of the log finds its calls.
alter table call add column trace_id text check (trace_id ~ '^[0-9a-f]{32}$');
create index call_trace on call (org_id, trace_id) where trace_id is not null;

create or replace function record_calls(p_calls jsonb) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count integer;
begin
  with recorded as (
    insert into call (org_id, id, started_at, user_id, api_key_id, feature, turn_id, prompt_version_id, requested_model, served_model, provider,
                      streamed, ending, error_code, duration_ms, first_token_ms, input_tokens, cached_input_tokens, output_tokens, estimated, cost_nano_usd,
                      cache_kind, saved_nano_usd, end_user, trace_id)
    select r.org_id, r.id, r.started_at, r.user_id, r.api_key_id, r.feature, r.turn_id, r.prompt_version_id, r.requested_model, r.served_model, r.provider,
           r.streamed, r.ending, r.error_code, r.duration_ms, r.first_token_ms, r.input_tokens, r.cached_input_tokens, r.output_tokens,
           coalesce(r.estimated, false), r.cost_nano_usd, r.cache_kind, coalesce(r.saved_nano_usd, 0), r.end_user, r.trace_id
    from jsonb_to_recordset(p_calls) as r(org_id uuid, id uuid, started_at timestamptz, user_id uuid, api_key_id uuid, feature text, turn_id uuid,
         prompt_version_id uuid, requested_model text, served_model text, provider text, streamed boolean, ending text, error_code text,
         duration_ms integer, first_token_ms integer, input_tokens bigint, cached_input_tokens bigint, output_tokens bigint, estimated boolean, cost_nano_usd bigint,
         cache_kind text, saved_nano_usd bigint, end_user text, trace_id text)
    on conflict do nothing
    returning org_id, id, started_at),
  attempts as (
    insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code,
                              queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd)
    select c.org_id, c.id, c.started_at, a.number, a.provider, a.model_id, a.started_at, a.duration_ms, a.first_token_ms, a.error_code,
           coalesce(a.queued_ms, 0), a.input_tokens, a.output_tokens, coalesce(a.estimated, false), coalesce(a.cost_nano_usd, 0)
    from recorded c
    join jsonb_array_elements(p_calls) as e(j) on (e.j ->> 'id')::uuid = c.id and (e.j ->> 'org_id')::uuid = c.org_id
    cross join lateral jsonb_to_recordset(e.j -> 'attempts')
      as a(number integer, provider text, model_id text, started_at timestamptz, duration_ms integer, first_token_ms integer, error_code text,
           queued_ms integer, input_tokens bigint, output_tokens bigint, estimated boolean, cost_nano_usd bigint))
  select count(*) into v_count from recorded;
  return v_count;
end $$;
comment on function record_calls(jsonb) is
  'Stores an array of call records {org_id, id, started_at, …, cache_kind, saved_nano_usd, end_user, trace_id, attempts: [{number, provider, model_id, started_at, duration_ms, first_token_ms, error_code, '
  'queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd}]}; the last four of a call (null, 0, null, null) and the last five of an attempt (0, null, null, false, 0) may be left out. '
  'Idempotent by organization, id and start. Returns how many were new. Errors when no partition covers started_at.';
