-- The facts of every call. Partitioned by month: retention drops partitions, it does not delete rows.
create table call (
  org_id             uuid not null,
  id                 uuid not null,
  started_at         timestamptz not null,
  user_id            uuid,
  api_key_id         uuid,
  feature            text not null,
  turn_id            uuid,
  prompt_version_id  uuid,
  requested_model    text not null,
  served_model       text,
  provider           text,
  streamed           boolean not null,
  ending             text not null,
  error_code         text,
  duration_ms        integer not null,
  first_token_ms     integer,
  input_tokens       bigint,
  cached_input_tokens bigint,
  output_tokens      bigint,
  estimated          boolean not null default false,
  cost_nano_usd      bigint not null,
  primary key (org_id, id, started_at)
) partition by range (started_at);
create index call_time on call (org_id, started_at desc, id);
create index call_turn on call (org_id, turn_id);
call protect_table('call', 'select');
call open_to_ledger('call', 'select, insert');

create table call_attempt (
  org_id          uuid not null,
  call_id         uuid not null,
  call_started_at timestamptz not null,
  number          integer not null,
  provider        text not null,
  model_id        text not null,
  started_at      timestamptz not null,
  duration_ms     integer not null,
  first_token_ms  integer,
  error_code      text,
  primary key (org_id, call_id, call_started_at, number)
) partition by range (call_started_at);
call protect_table('call_attempt', 'select');
call open_to_ledger('call_attempt', 'select, insert');

create table call_payload (
  org_id          uuid not null,
  call_id         uuid not null,
  call_started_at timestamptz not null,
  owner_id        uuid not null,
  request         bytea,
  response        bytea,
  primary key (org_id, call_id, call_started_at)
) partition by range (call_started_at);
call protect_private_table('call_payload', 'select, insert, delete');

create table span (
  org_id          uuid not null,
  call_id         uuid not null,
  call_started_at timestamptz not null,
  id              uuid not null,
  parent_id       uuid,
  name            text not null,
  started_at      timestamptz not null,
  duration_us     bigint not null,
  attributes      jsonb not null default '{}',
  primary key (org_id, call_id, call_started_at, id)
) partition by range (call_started_at);
call protect_table('span', 'select, insert');

create table decision (
  org_id          uuid not null,
  call_id         uuid not null,
  call_started_at timestamptz not null,
  record          jsonb not null,
  primary key (org_id, call_id, call_started_at)
) partition by range (call_started_at);
call protect_table('decision', 'select, insert');

-- Makes the partitions of this month and the next p_ahead ones; what exists is left alone. Partitions carry no grants:
-- they can be reached through their parent, whose policy stands in front, and no other way.
create function ensure_call_partitions(p_ahead integer default 3) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_parent text;
  v_month  timestamptz;
  v_name   text;
  v_made   integer := 0;
begin
  if p_ahead not between 0 and 24 then
    raise exception 'p_ahead is 0 to 24 months';
  end if;
  perform pg_advisory_xact_lock(hashtext('ensure_call_partitions'));
  foreach v_parent in array array['call', 'call_attempt', 'call_payload', 'span', 'decision'] loop
    for i in -1 .. p_ahead loop
      v_month := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + make_interval(months => i);
      v_name  := format('%s_%s', v_parent, to_char(v_month at time zone 'UTC', 'YYYY_MM'));
      if to_regclass('public.' || v_name) is null then
        execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
                       v_name, v_parent, v_month, (v_month at time zone 'UTC' + interval '1 month') at time zone 'UTC');
        execute format('alter table public.%I enable row level security', v_name);
        execute format('alter table public.%I force row level security', v_name);
        v_made := v_made + 1;
      end if;
    end loop;
  end loop;
  return v_made;
end $$;
comment on function ensure_call_partitions(integer) is
  'Makes the monthly partitions of the call tables from last month to p_ahead (0–24) months ahead, UTC. Returns how many were made. Definer: only the owner may create tables.';
grant execute on function ensure_call_partitions(integer) to aistudio_app;
select ensure_call_partitions();
