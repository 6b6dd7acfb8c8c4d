-- Every row of a call asked by itself whether it replaces a lost one; nearly none does. A batch asks once.

drop trigger call_replaces_lost on call;
drop function call_replaces_lost();

-- Wrote calls one document at a time, and nobody asks for it any more.
drop function record_calls(jsonb);

-- And a record names the budget that refused.
drop function ledger_record(uuid[], uuid[], timestamptz[], uuid[], uuid[], text[], uuid[], uuid[], text[], text[], text[], boolean[], text[], text[], integer[], integer[],
  bigint[], bigint[], bigint[], boolean[], bigint[], text[], bigint[], text[], text[],
  integer[], integer[], text[], text[], timestamptz[], integer[], integer[], text[], integer[], bigint[], bigint[], boolean[], bigint[]);
create function ledger_record(
  p_org_ids        uuid[],
  p_call_ids       uuid[],
  p_started        timestamptz[],
  p_user_ids       uuid[],
  p_key_ids        uuid[],
  p_features       text[],
  p_turn_ids       uuid[],
  p_prompt_ids     uuid[],
  p_requested      text[],
  p_served         text[],
  p_providers      text[],
  p_streamed       boolean[],
  p_endings        text[],
  p_errors         text[],
  p_durations      integer[],   -- ms
  p_first_tokens   integer[],   -- ms
  p_input          bigint[],
  p_cached         bigint[],
  p_output         bigint[],
  p_estimated      boolean[],
  p_costs          bigint[],    -- nano-dollars
  p_cache_kinds    text[],
  p_saved          bigint[],    -- nano-dollars
  p_end_users      text[],
  p_trace_ids      text[],
  p_attempt_calls        integer[],   -- from 1
  p_attempt_numbers      integer[],
  p_attempt_providers    text[],
  p_attempt_models       text[],
  p_attempt_started      timestamptz[],
  p_attempt_durations    integer[],
  p_attempt_first_tokens integer[],
  p_attempt_errors       text[],
  p_attempt_queued       integer[],   -- ms
  p_attempt_input        bigint[],
  p_attempt_output       bigint[],
  p_attempt_estimated    boolean[],
  p_attempt_costs        bigint[],
  p_refused_by           uuid[] default null) -- the budget that refused a call; not said at all where none of the calls was refused
returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count integer;
begin
  -- A node that was given up may still record its call: then that row takes the lost one's place, with what was booked.
  if exists (select 1 from unnest(p_org_ids, p_call_ids) as r(org_id, call_id)
             join hold h on h.org_id = r.org_id and h.call_id = r.call_id
             where h.lost_at is not null) then
    delete from call c
    using unnest(p_org_ids, p_call_ids) as r(org_id, call_id), hold h
    where c.org_id = r.org_id and c.id = r.call_id and c.ending = 'lost' and h.org_id = r.org_id and h.call_id = r.call_id and h.lost_at is not null;

    select array_agg(case when e.call_id is null then r.input else e.input_tokens end order by r.ord),
           array_agg(case when e.call_id is null then r.cached else e.cached_input_tokens end order by r.ord),
           array_agg(case when e.call_id is null then r.output else e.output_tokens end order by r.ord),
           array_agg(case when e.call_id is null then r.estimated else e.estimated end order by r.ord),
           array_agg(case when e.call_id is null then r.cost else e.cost_nano_usd end order by r.ord)
      into p_input, p_cached, p_output, p_estimated, p_costs
    from unnest(p_org_ids, p_call_ids, p_input, p_cached, p_output, p_estimated, p_costs)
         with ordinality as r(org_id, call_id, input, cached, output, estimated, cost, ord)
    left join hold h on h.org_id = r.org_id and h.call_id = r.call_id and h.lost_at is not null
    left join ledger_entry e on e.org_id = h.org_id and e.call_id = h.call_id;
  end if;

  insert into call (org_id, id, started_at, user_id, api_key_id, feature, turn_id, prompt_version_id, requested_model, served_model, provider,
                    streamed, ending, error_code, duration_ms, first_token_ms, input_tokens, cached_input_tokens, output_tokens, estimated, cost_nano_usd,
                    cache_kind, saved_nano_usd, end_user, trace_id, refused_by)
  select * from unnest(p_org_ids, p_call_ids, p_started, p_user_ids, p_key_ids, p_features, p_turn_ids, p_prompt_ids, p_requested, p_served, p_providers,
                       p_streamed, p_endings, p_errors, p_durations, p_first_tokens, p_input, p_cached, p_output, p_estimated, p_costs,
                       p_cache_kinds, p_saved, p_end_users, p_trace_ids, p_refused_by)
  order by 1, 2
  on conflict do nothing;
  get diagnostics v_count = row_count;

  insert into call_attempt (org_id, call_id, call_started_at, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code,
                            queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd)
  select c.org_id, c.id, c.started_at, a.number, a.provider, a.model_id, a.started_at, a.duration_ms, a.first_token_ms, a.error_code,
         a.queued_ms, a.input_tokens, a.output_tokens, a.estimated, a.cost_nano_usd
  from unnest(p_attempt_calls, p_attempt_numbers, p_attempt_providers, p_attempt_models, p_attempt_started, p_attempt_durations, p_attempt_first_tokens,
              p_attempt_errors, p_attempt_queued, p_attempt_input, p_attempt_output, p_attempt_estimated, p_attempt_costs)
       as a(ord, number, provider, model_id, started_at, duration_ms, first_token_ms, error_code, queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd)
  join unnest(p_org_ids, p_call_ids, p_started) with ordinality as c(org_id, id, started_at, ord) on c.ord = a.ord
  on conflict do nothing;
  return v_count;
end $$;
comment on function ledger_record is
  'Stores records of calls, and their attempts. Idempotent by organization, id and start, and by the attempt''s number. Returns how many calls were new. Errors when no partition covers a start.';

alter function ledger_record owner to aistudio_ledger;
revoke execute on function ledger_record from public;
grant execute on function ledger_record to aistudio_app;
