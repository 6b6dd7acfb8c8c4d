-- History is folded in pieces: a node that finds months of calls comes to its end, however many they are.
create function fold_call_hours(p_from timestamptz, p_to timestamptz) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_orgs  uuid[];
  v_hours timestamptz[];
begin
  if not pg_try_advisory_xact_lock(hashtext('fold_call_hours')) then
    return -1;
  end if;

  -- First taken, then read: a mark that changes meanwhile is due again. An id is a little older than its call.
  -- A piece of history takes none: its hours are then the latest that are folded, and whoever goes on after a crash begins there.
  with taken as (update answer_mark set folded = true where not folded and p_to is null returning org_id, call_id),
  due as (
    select o.id as org_id, h.hour from organization o
    cross join generate_series(date_trunc('hour', p_from, 'UTC'), least(p_to - interval '1 microsecond', now()), interval '1 hour') h(hour)
    union
    select t.org_id, date_trunc('hour', at.at, 'UTC') from taken t
    cross join lateral (values (interval '0'), (interval '2 minutes')) late(late)
    cross join lateral (select to_timestamp(('x' || substr(replace(t.call_id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) + late.late) at(at))
  select array_agg(org_id), array_agg(hour) into v_orgs, v_hours from due;

  delete from call_hour h using unnest(v_orgs, v_hours) d(org_id, hour) where h.org_id = d.org_id and h.hour = d.hour;
  delete from attempt_hour h using unnest(v_orgs, v_hours) d(org_id, hour) where h.org_id = d.org_id and h.hour = d.hour;

  with said as materialized (
    select c.org_id, d.hour, c.feature, coalesce(m.assistant_id, '00000000-0000-0000-0000-000000000000') as assistant_id,
           coalesce(c.served_model, c.requested_model) as model, coalesce(c.provider, '') as provider, c.ending, c.cache_kind, m.call_id as marked,
           coalesce(m.refused, false) as declined, m.rating, coalesce(m.quoted, 0) as quoted, coalesce(m.verified, 0) as verified,
           case when c.ending = 'completed' and c.cache_kind is null then latency_mark(c.duration_ms) end as duration_mark,
           case when c.ending = 'completed' and c.cache_kind is null then latency_mark(c.first_token_ms) end as first_mark
    from unnest(v_orgs, v_hours) d(org_id, hour)
    join call c on c.org_id = d.org_id and c.started_at >= d.hour and c.started_at < d.hour + interval '1 hour'
    left join answer_mark m on m.org_id = c.org_id and m.call_id = c.id),
  total as (
    select org_id, hour, feature, assistant_id, model, provider, count(*) as calls,
           count(*) filter (where ending = 'completed') as completed, count(*) filter (where ending in ('stopped', 'abandoned')) as stopped,
           count(*) filter (where ending in ('failed', 'interrupted', 'lost')) as failed, count(*) filter (where ending = 'refused') as refused,
           count(cache_kind) as cached, count(marked) as answers, count(*) filter (where declined) as declined,
           count(*) filter (where rating = 1) as up, count(*) filter (where rating = -1) as down, sum(quoted) as quoted, sum(verified) as verified
    from said group by 1, 2, 3, 4, 5, 6),
  duration as (
    select org_id, hour, feature, assistant_id, model, provider, array_agg(mark order by mark) as marks, array_agg(n order by mark) as counts
    from (select org_id, hour, feature, assistant_id, model, provider, duration_mark as mark, count(*)::integer as n from said where duration_mark is not null group by 1, 2, 3, 4, 5, 6, 7) g
    group by 1, 2, 3, 4, 5, 6),
  first as (
    select org_id, hour, feature, assistant_id, model, provider, array_agg(mark order by mark) as marks, array_agg(n order by mark) as counts
    from (select org_id, hour, feature, assistant_id, model, provider, first_mark as mark, count(*)::integer as n from said where first_mark is not null group by 1, 2, 3, 4, 5, 6, 7) g
    group by 1, 2, 3, 4, 5, 6)
  insert into call_hour (org_id, hour, feature, assistant_id, model, provider, calls, completed, stopped, failed, refused, cached, answers, declined,
                         thumbs_up, thumbs_down, quoted, verified, duration_marks, duration_counts, first_marks, first_counts)
  select org_id, hour, feature, assistant_id, model, provider, calls, completed, stopped, failed, refused, cached, answers, declined, up, down, quoted, verified,
         coalesce(duration.marks, '{}'), coalesce(duration.counts, '{}'), coalesce(first.marks, '{}'), coalesce(first.counts, '{}')
  from total
  left join duration using (org_id, hour, feature, assistant_id, model, provider)
  left join first using (org_id, hour, feature, assistant_id, model, provider);

  insert into attempt_hour (org_id, hour, provider, model, error_code, tries, openings)
  select org_id, hour, provider, model_id, error_code, count(*), count(*) filter (where error_code = 'breaker_open' and (before is null or started_at - before > interval '1 minute'))
  from (
    select c.org_id, d.hour, a.provider, a.model_id, coalesce(a.error_code, '') as error_code, a.started_at,
           lag(a.started_at) over (partition by c.org_id, d.hour, a.provider, a.model_id, coalesce(a.error_code, '') order by a.started_at) as before
    from unnest(v_orgs, v_hours) d(org_id, hour)
    join call c on c.org_id = d.org_id and c.started_at >= d.hour and c.started_at < d.hour + interval '1 hour'
    join call_attempt a on a.org_id = c.org_id and a.call_id = c.id and a.call_started_at = c.started_at) t
  group by 1, 2, 3, 4, 5;
  return coalesce(cardinality(v_hours), 0);   -- null: there is no organization yet
end $$;
comment on function fold_call_hours(timestamptz, timestamptz) is
  'Computes call_hour and attempt_hour again for every hour from that of p_from until p_to. p_to null: until now, and the hours whose answers were marked since they were. '
  'Idempotent. Returns how many hours of organizations that were; -1: somebody else is at it. Definer: crosses tenants, counts only.';
alter function fold_call_hours(timestamptz, timestamptz) owner to aistudio_ledger;
revoke execute on function fold_call_hours(timestamptz, timestamptz) from public;
grant execute on function fold_call_hours(timestamptz, timestamptz) to aistudio_app;

create or replace function fold_call_hours(p_from timestamptz) returns integer
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select fold_call_hours(p_from, null)
$$;
