-- How well calls went, an hour at a time. Recomputed from the calls for the hours that changed: nothing is added up on the way of a call.

-- What is known of a chat's answer beside its call: numbers only, never what was said. Written when the turn is closed and when it is rated.
create table answer_mark (
  org_id       uuid not null,
  call_id      uuid not null,
  assistant_id uuid,
  refused      boolean not null default false,   -- it said that it would not or could not
  quoted       integer not null default 0,       -- citations that quote something
  verified     integer not null default 0 check (verified between 0 and quoted),
  rating       smallint check (rating in (-1, 1)),
  folded       boolean not null default false,   -- whether the hour of its call counts it as it stands here
  primary key (org_id, call_id)
);
create index answer_mark_unfolded on answer_mark (org_id, call_id) where not folded;
call protect_table('answer_mark', 'select, insert, update');
call open_to_ledger('answer_mark', 'select, update (folded)');

create table call_hour (
  org_id          uuid not null,
  hour            timestamptz not null,          -- its beginning, a full hour in UTC
  feature         text not null,
  assistant_id    uuid not null,                 -- zero: none
  model           text not null,                 -- the one that answered, else the one that was asked for
  provider        text not null,                 -- empty: none answered
  calls           integer not null,
  completed       integer not null,
  stopped         integer not null,              -- by their readers, or abandoned
  failed          integer not null,              -- broken off ones and lost ones too
  refused         integer not null,              -- by a limit, a budget or a guardrail
  cached          integer not null,              -- answers given again
  answers         integer not null,              -- of chats; what follows is of them
  declined        integer not null,              -- said that they would not or could not answer
  thumbs_up       integer not null,
  thumbs_down     integer not null,
  quoted          bigint not null,
  verified        bigint not null,
  duration_marks  smallint[] not null,           -- of completed calls that a model answered: mark b is the milliseconds in (1.1^(b-1), 1.1^b]
  duration_counts integer[] not null,
  first_marks     smallint[] not null,           -- the same until the first token
  first_counts    integer[] not null,
  primary key (org_id, hour, feature, assistant_id, model, provider)
);
create index call_hour_latest on call_hour (hour);
call protect_table('call_hour', 'select');
call open_to_ledger('call_hour', 'select, insert, delete');

-- Tries of providers: one call may make several.
create table attempt_hour (
  org_id     uuid not null,
  hour       timestamptz not null,
  provider   text not null,
  model      text not null,
  error_code text not null,                      -- empty: it answered
  tries      integer not null,                   -- of breaker_open and its like: how often it was passed over
  openings   integer not null,                   -- of breaker_open: how often that began in the hour, after a minute without
  primary key (org_id, hour, provider, model, error_code)
);
call protect_table('attempt_hour', 'select');
call open_to_ledger('attempt_hour', 'select, insert, delete');

-- 1.1 to the half: a figure that is read from a mark is at most 4.9 percent off.
create function latency_mark(p_ms integer) returns smallint
  language sql immutable parallel safe
  as $$ select ceil(ln((case when p_ms < 1 then 1 else p_ms end)::float8) / ln(1.1::float8) - 1e-9)::smallint $$;
comment on function latency_mark(integer) is 'The mark of a latency in milliseconds: the least b with p_ms ≤ 1.1^b; 0 for up to one.';

create function fold_call_hours(p_from timestamptz) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_orgs  uuid[];
  v_hours timestamptz[];
begin
  if not pg_try_advisory_xact_lock(hashtext('fold_call_hours')) then
    return -1;
  end if;

  -- First taken, then read: a mark that changes meanwhile is due again. An id is a little older than its call.
  with taken as (update answer_mark set folded = true where not folded returning org_id, call_id),
  due as (
    select o.id as org_id, h.hour from organization o
    cross join generate_series(date_trunc('hour', p_from, 'UTC'), now(), interval '1 hour') h(hour)
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
comment on function fold_call_hours(timestamptz) is
  'Computes call_hour and attempt_hour again for every hour from that of p_from until now, and for those whose answers were marked since they were. '
  'Idempotent. Returns how many hours of organizations that were; -1: somebody else is at it. Definer: crosses tenants, counts only.';
alter function fold_call_hours(timestamptz) owner to aistudio_ledger;
revoke execute on function fold_call_hours(timestamptz) from public;
grant execute on function fold_call_hours(timestamptz) to aistudio_app;
grant execute on function latency_mark(integer) to aistudio_app, aistudio_ledger;

-- From which figure on an organization wants to hear of it; a rule without a row has its default.
create table quality_rule (
  org_id     uuid not null references organization (id),
  rule       text not null check (length(rule) between 1 and 40),
  threshold  double precision,                   -- null: nobody wants to hear of it
  updated_at timestamptz not null default now(),
  primary key (org_id, rule)
);
call protect_table('quality_rule', 'select, insert, update');

create function call_hours_folded_to() returns timestamptz
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce((select max(hour) from call_hour), (select min(hour) from (select min(started_at) as hour from call) first))
$$;
comment on function call_hours_folded_to() is 'The latest hour that is in call_hour; the first call''s time while none is. Null: there was no call. Definer: crosses tenants, a time only.';
alter function call_hours_folded_to() owner to aistudio_ledger;
revoke execute on function call_hours_folded_to() from public;
grant execute on function call_hours_folded_to() to aistudio_app;

create function called_since(p_since timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select distinct org_id from call_hour where hour >= p_since
$$;
comment on function called_since(timestamptz) is 'The organizations with calls in hours that began since then. Definer: crosses tenants, ids only.';
alter function called_since(timestamptz) owner to aistudio_ledger;
revoke execute on function called_since(timestamptz) from public;
grant execute on function called_since(timestamptz) to aistudio_app;
