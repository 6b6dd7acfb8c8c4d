-- A person's plan: what budgets of scope 'tier' and the daily limit of messages go by.
alter table membership add column tier text not null default 'pro' check (tier in ('free', 'pro', 'enterprise'));
call open_to_ledger('membership', 'select');

-- How many messages a person of a tier may send a day, in the organization's calendar. Without a row, or with null, as many as they like.
create table tier_limit (
  org_id           uuid not null references organization (id),
  tier             text not null check (tier in ('free', 'pro', 'enterprise')),
  messages_per_day bigint check (messages_per_day >= 0),
  primary key (org_id, tier)
);
call protect_table('tier_limit', 'select, insert, update');
call open_to_ledger('tier_limit', 'select');

-- Organizations that are there already get what new ones are provisioned with. Forced row security would hide them from the owner.
alter table organization no force row level security;
alter table tier_limit no force row level security;
insert into tier_limit (org_id, tier, messages_per_day)
select o.id, t.tier, t.messages from organization o cross join (values ('free', 50), ('pro', 1000), ('enterprise', null)) as t(tier, messages);
alter table tier_limit force row level security;
alter table organization force row level security;

-- What was counted; one row a person and day. Written by the ledger functions only.
create table message_use (
  org_id   uuid not null references organization (id),
  user_id  uuid not null,
  day      date not null,
  messages bigint not null default 0 check (messages >= 0),
  primary key (org_id, user_id, day)
);
call protect_table('message_use', 'select');
call open_to_ledger('message_use', 'select, insert, update');

alter table budget
  drop constraint budget_scope_check,
  add constraint budget_scope_check check (scope in ('organization', 'user', 'api_key', 'feature', 'model', 'tier')),
  -- Null: the organization's. A name that the database does not know is an error here, not at the next call.
  add column time_zone text check (time_zone is null or timestamptz 'epoch' at time zone time_zone is not null);

-- A cap that is higher for a while. Rows are added, never changed: when it is over, the old cap holds again by itself.
create table budget_raise (
  org_id         uuid not null,
  id             uuid not null,
  budget_id      uuid not null,
  extra_nano_usd bigint not null check (extra_nano_usd > 0),
  until          timestamptz not null,
  reason         text not null check (length(reason) between 1 and 500),
  made_by        uuid not null,
  created_at     timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, budget_id) references budget (org_id, id)
);
create index budget_raise_budget on budget_raise (org_id, budget_id, until);
call protect_table('budget_raise', 'select, insert');
call open_to_ledger('budget_raise', 'select');
call open_to_ledger('spend_alert', 'select, insert');
-- The ledger sees every crossing; the app only shows them.
revoke insert on spend_alert from aistudio_app;

create function budget_cap(p_org_id uuid, p_budget_id uuid, p_cap bigint, p_at timestamptz) returns bigint
  language sql stable parallel safe
  as $$ select p_cap + coalesce(sum(r.extra_nano_usd), 0)::bigint from budget_raise r
        where r.org_id = p_org_id and r.budget_id = p_budget_id and r.created_at <= p_at and r.until > p_at $$;
comment on function budget_cap(uuid, uuid, bigint, timestamptz) is 'The cap in force: p_cap and every raise that is in force at p_at, in nano-dollars. Sees what its caller may see.';

-- The first moment at which the clocks of a zone show p_local. Where they show it twice, at time zone takes the second one.
create function first_instant(p_local timestamp, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select min(t.at) from (select p_local at time zone p_time_zone - back as at
                               from unnest(array[interval '0', interval '30 minutes', interval '1 hour', interval '2 hours']) as back) t
        where t.at = p_local at time zone p_time_zone or t.at at time zone p_time_zone = p_local $$;
comment on function first_instant(timestamp, text) is 'The earliest instant at which the clocks of p_time_zone show p_local; where they skip it, the instant at which they would have without the change.';

-- An hour is an hour of the clock that passes: when clocks go back, the hour that comes twice is two windows, not one that begins in the future.
create or replace function period_start(p_period text, p_at timestamptz, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select case when p_period = 'hour'
                    then p_at - ((p_at at time zone p_time_zone) - date_trunc('hour', p_at at time zone p_time_zone))
                    else first_instant(date_trunc(p_period, p_at at time zone p_time_zone), p_time_zone) end $$;

create or replace function period_end(p_period text, p_start timestamptz, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select case when p_period = 'hour' then p_start + interval '1 hour'
                    else first_instant(date_trunc(p_period, (p_start at time zone p_time_zone) + ('1 ' || p_period)::interval), p_time_zone) end $$;

revoke execute on function budget_cap(uuid, uuid, bigint, timestamptz), first_instant(timestamp, text) from public;
grant execute on function budget_cap(uuid, uuid, bigint, timestamptz), first_instant(timestamp, text) to aistudio_app, aistudio_ledger;

-- Some models cost more when the prompt is long: then the whole call goes at these prices. All of them are null, or none is.
alter table model_price
  add column above_input_tokens                 bigint check (above_input_tokens > 0),
  add column long_input_nano_per_million        bigint check (long_input_nano_per_million >= 0),
  add column long_cached_input_nano_per_million bigint check (long_cached_input_nano_per_million >= 0),
  add column long_cache_write_nano_per_million  bigint check (long_cache_write_nano_per_million >= 0),
  add column long_output_nano_per_million       bigint check (long_output_nano_per_million >= 0),
  add constraint model_price_long_is_whole check (num_nulls(above_input_tokens, long_input_nano_per_million, long_cached_input_nano_per_million,
                                                            long_cache_write_nano_per_million, long_output_nano_per_million) in (0, 5));
