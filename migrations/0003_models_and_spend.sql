-- Money is bigint nano-dollars (10⁻⁹ USD) everywhere.

create table provider_connection (
  org_id      uuid not null references organization (id),
  id          uuid not null,
  name        text not null,
  kind        text not null check (kind in ('local', 'openai', 'anthropic')),
  base_url    text,
  secret      bytea,                       -- AES-GCM under the master key; never in the clear
  revision    bigint not null default 1,   -- moves with every change, so that nodes drop old clients
  configured  boolean not null default false, -- named by the installation's configuration, and disabled when it is named there no more
  disabled_at timestamptz,
  created_at  timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, name)
);
call protect_table('provider_connection');

create table model_alias (
  org_id uuid not null references organization (id),
  id     uuid not null,
  alias  text not null,
  primary key (org_id, id),
  unique (org_id, alias)
);
call protect_table('model_alias');

create table model_alias_candidate (
  org_id        uuid not null,
  alias_id      uuid not null,
  position      integer not null,
  connection_id uuid not null,
  model_id      text not null,
  primary key (org_id, alias_id, position),
  foreign key (org_id, alias_id) references model_alias (org_id, id) on delete cascade,
  foreign key (org_id, connection_id) references provider_connection (org_id, id)
);
create index model_alias_candidate_connection on model_alias_candidate (org_id, connection_id);
call protect_table('model_alias_candidate');

-- Effective-dated: the row with the latest effective_from that is not in the future is in force.
create table model_price (
  org_id                       uuid not null references organization (id),
  id                           uuid not null,
  provider_kind                text not null,
  model_id                     text not null,
  effective_from               timestamptz not null,
  input_nano_per_million       bigint not null check (input_nano_per_million >= 0),
  cached_input_nano_per_million bigint not null check (cached_input_nano_per_million >= 0),
  cache_write_nano_per_million bigint not null check (cache_write_nano_per_million >= 0),
  output_nano_per_million      bigint not null check (output_nano_per_million >= 0),
  context_window               integer not null check (context_window > 0),
  max_output_tokens            integer not null check (max_output_tokens > 0),
  source                       text not null,
  primary key (org_id, id),
  unique (org_id, provider_kind, model_id, effective_from)
);
call protect_table('model_price', 'select, insert');

create table budget (
  org_id       uuid not null references organization (id),
  id           uuid not null,
  name         text not null,
  scope        text not null check (scope in ('organization', 'user', 'api_key', 'feature', 'model')),
  scope_value  text not null default '',   -- the user's or key's id, the feature, the pinned model; '' for the organization
  period       text not null check (period in ('hour', 'day', 'week', 'month')),
  cap_nano_usd bigint not null check (cap_nano_usd >= 0),
  stop_percent integer not null default 100 check (stop_percent between 100 and 110),
  disabled_at  timestamptz,
  created_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create index budget_scope on budget (org_id, scope, scope_value) where disabled_at is null;
call protect_table('budget');
call open_to_ledger('budget', 'select');

-- One row a budget and period; nothing resets, a new row simply begins. Written by the ledger functions only.
create table budget_window (
  org_id           uuid not null,
  budget_id        uuid not null,
  starts_at        timestamptz not null,
  ends_at          timestamptz not null,
  settled_nano_usd bigint not null default 0,
  held_nano_usd    bigint not null default 0 check (held_nano_usd >= 0),
  primary key (org_id, budget_id, starts_at),
  foreign key (org_id, budget_id) references budget (org_id, id)
);
call protect_table('budget_window', 'select');
call open_to_ledger('budget_window', 'select, insert, update');

create table hold (
  org_id          uuid not null references organization (id),
  call_id         uuid not null,
  amount_nano_usd bigint not null check (amount_nano_usd >= 0),
  state           text not null default 'held' check (state in ('held', 'settled', 'released')),
  budget_ids      uuid[] not null,          -- the windows it stands in: budget_ids[i] with window_starts[i]
  window_starts   timestamptz[] not null,
  lease_until     timestamptz not null,
  created_at      timestamptz not null default now(),
  primary key (org_id, call_id)
);
create index hold_lease on hold (lease_until) where state = 'held';
call protect_table('hold', 'select');
call open_to_ledger('hold', 'select, insert, update');

create table ledger_entry (
  org_id             uuid not null references organization (id),
  call_id            uuid not null,
  user_id            uuid,
  api_key_id         uuid,
  feature            text not null,
  provider           text not null,
  model_id           text not null,
  price_id           uuid,
  input_tokens       bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens      bigint not null,
  reasoning_tokens   bigint not null,
  estimated          boolean not null,
  cost_nano_usd      bigint not null check (cost_nano_usd >= 0),
  created_at         timestamptz not null default now(),
  primary key (org_id, call_id),
  foreign key (org_id, price_id) references model_price (org_id, id)
);
create index ledger_entry_time on ledger_entry (org_id, created_at);
create index ledger_entry_user_time on ledger_entry (org_id, user_id, created_at);
call protect_table('ledger_entry', 'select');
call open_to_ledger('ledger_entry', 'select, insert');

create table daily_spend (
  org_id        uuid not null references organization (id),
  day           date not null,
  feature       text not null,
  model_id      text not null,
  user_id       uuid not null default '00000000-0000-0000-0000-000000000000',
  calls         bigint not null default 0,
  input_tokens  bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_nano_usd bigint not null default 0,
  primary key (org_id, day, feature, model_id, user_id)
);
call protect_table('daily_spend', 'select');
call open_to_ledger('daily_spend', 'select, insert, update');

create table spend_alert (
  org_id     uuid not null,
  budget_id  uuid not null,
  starts_at  timestamptz not null,
  percent    integer not null,
  created_at timestamptz not null default now(),
  primary key (org_id, budget_id, starts_at, percent),
  foreign key (org_id, budget_id, starts_at) references budget_window (org_id, budget_id, starts_at)
);
call protect_table('spend_alert', 'select, insert');
