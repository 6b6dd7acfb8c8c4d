create table assistant (
  org_id      uuid not null references organization (id),
  id          uuid not null,
  slug        text not null,
  name        text not null,
  description text not null default '',
  prompt_id   uuid not null,
  model       text not null,               -- alias or pinned id
  feature     text not null default 'chat',
  top_k       integer not null default 6 check (top_k between 0 and 50),
  is_default  boolean not null default false,
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (org_id, id),
  unique (org_id, slug),
  foreign key (org_id, prompt_id) references prompt (org_id, id)
);
create index assistant_prompt on assistant (org_id, prompt_id);
call protect_table('assistant');

create table assistant_knowledge (
  org_id            uuid not null,
  assistant_id      uuid not null,
  knowledge_base_id uuid not null,
  primary key (org_id, assistant_id, knowledge_base_id),
  foreign key (org_id, assistant_id) references assistant (org_id, id) on delete cascade,
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id)
);
create index assistant_knowledge_base on assistant_knowledge (org_id, knowledge_base_id);
call protect_table('assistant_knowledge');

-- From here on: private to the owner.

create table conversation (
  org_id         uuid not null,
  id             uuid not null,
  owner_id       uuid not null,
  assistant_id   uuid not null,
  title          text not null default '' check (length(title) <= 200),
  active_leaf_id uuid,
  pinned_at      timestamptz,
  archived_at    timestamptz,
  deleted_at     timestamptz,              -- undo is possible for a day; then it is removed for good
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, owner_id, id),
  foreign key (org_id, owner_id) references membership (org_id, user_id),
  foreign key (org_id, assistant_id) references assistant (org_id, id)
);
create index conversation_list on conversation (org_id, owner_id, updated_at desc, id) where deleted_at is null;
create index conversation_deleted on conversation (deleted_at) where deleted_at is not null;
create index conversation_assistant on conversation (org_id, assistant_id);
call protect_private_table('conversation');

-- A tree: an edited question or a second answer is a sibling. Composite keys carry the owner, so that nobody hangs a message under a stranger's.
create table message (
  org_id          uuid not null,
  id              uuid not null,
  owner_id        uuid not null,
  conversation_id uuid not null,
  parent_id       uuid,
  role            text not null check (role in ('user', 'assistant')),
  state           text not null default 'complete' check (state in ('streaming', 'complete', 'stopped', 'interrupted', 'failed')),
  parts           jsonb not null default '[]',
  turn_id         uuid,
  call_id         uuid,
  created_at      timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, owner_id, conversation_id, id),
  foreign key (org_id, owner_id, conversation_id) references conversation (org_id, owner_id, id) on delete cascade,
  foreign key (org_id, owner_id, conversation_id, parent_id) references message (org_id, owner_id, conversation_id, id) on delete cascade
);
create index message_conversation on message (org_id, owner_id, conversation_id, created_at);
create index message_parent on message (org_id, owner_id, conversation_id, parent_id);
call protect_private_table('message');

create table turn (
  org_id            uuid not null,
  id                uuid not null,
  owner_id          uuid not null,
  conversation_id   uuid not null,
  question_id       uuid not null,
  answer_id         uuid not null,
  model             text not null,
  state             text not null default 'running' check (state in ('running', 'completed', 'stopped', 'interrupted', 'failed')),
  call_id           uuid,
  error_code        text,
  error_message     text,
  stop_requested_at timestamptz,
  lease_until       timestamptz not null default now() + interval '30 seconds', -- renewed by the node that runs it
  started_at        timestamptz not null default now(),
  ended_at          timestamptz,
  primary key (org_id, id),
  unique (org_id, owner_id, id),
  foreign key (org_id, owner_id, conversation_id) references conversation (org_id, owner_id, id) on delete cascade,
  foreign key (org_id, owner_id, conversation_id, question_id) references message (org_id, owner_id, conversation_id, id) on delete cascade,
  foreign key (org_id, owner_id, conversation_id, answer_id) references message (org_id, owner_id, conversation_id, id) on delete cascade
);
create index turn_conversation on turn (org_id, owner_id, conversation_id, started_at desc);
create index turn_question on turn (org_id, owner_id, conversation_id, question_id);
create index turn_answer on turn (org_id, owner_id, conversation_id, answer_id);
create index turn_lease on turn (lease_until) where state = 'running';
call protect_private_table('turn');

-- What a watcher sees, numbered from 1 without gaps: a reconnect names the last number it saw.
create table turn_event (
  org_id     uuid not null,
  turn_id    uuid not null,
  number     integer not null,
  owner_id   uuid not null,
  kind       text not null,
  data       jsonb not null,
  created_at timestamptz not null default now(),
  primary key (org_id, turn_id, number),
  foreign key (org_id, owner_id, turn_id) references turn (org_id, owner_id, id) on delete cascade
);
create index turn_event_first on turn_event (created_at) where number = 1;
create index turn_event_owner on turn_event (org_id, owner_id, turn_id);
call protect_private_table('turn_event', 'select, insert, delete');

create table feedback (
  org_id     uuid not null,
  message_id uuid not null,
  owner_id   uuid not null,
  rating     smallint not null check (rating in (-1, 1)),
  comment    text check (length(comment) <= 4000),
  created_at timestamptz not null default now(),
  primary key (org_id, message_id),
  foreign key (org_id, message_id) references message (org_id, id) on delete cascade
);
call protect_private_table('feedback');

create table conversation_summary (
  org_id              uuid not null,
  conversation_id     uuid not null,
  owner_id            uuid not null,
  upto_message_id     uuid not null,
  summary             text not null,
  created_at          timestamptz not null default now(),
  primary key (org_id, conversation_id, upto_message_id),
  foreign key (org_id, owner_id, conversation_id) references conversation (org_id, owner_id, id) on delete cascade
);
create index conversation_summary_owner on conversation_summary (org_id, owner_id, conversation_id);
call protect_private_table('conversation_summary');

create table user_memory (
  org_id     uuid not null,
  id         uuid not null,
  owner_id   uuid not null,
  text       text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, owner_id) references membership (org_id, user_id)
);
create index user_memory_owner on user_memory (org_id, owner_id);
call protect_private_table('user_memory');

create table retrieval_log (
  org_id     uuid not null,
  id         uuid not null,
  owner_id   uuid not null,
  turn_id    uuid,
  query      text not null,
  candidates jsonb not null,
  duration_ms integer not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, owner_id, turn_id) references turn (org_id, owner_id, id) on delete cascade
);
create index retrieval_log_turn on retrieval_log (org_id, owner_id, turn_id);
call protect_private_table('retrieval_log', 'select, insert');

-- Turns whose node died: their lease ran out. Ids only, across tenants, for the job that closes them as interrupted.
grant select on turn to aistudio_ledger;
create policy ledger on turn for select to aistudio_ledger using (true);
create function turns_abandoned(p_limit integer default 100) returns table (org_id uuid, owner_id uuid, turn_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.org_id, t.owner_id, t.id from turn t
  where t.state = 'running' and t.lease_until < now()
  order by t.lease_until
  limit least(p_limit, 1000)
$$;
comment on function turns_abandoned(integer) is
  'Running turns with an expired lease, oldest first, at most 1000. Definer: crosses tenants, returns ids only.';
alter function turns_abandoned(integer) owner to aistudio_ledger;
revoke execute on function turns_abandoned(integer) from public;
grant execute on function turns_abandoned(integer) to aistudio_app;

-- What nobody needs any more: conversations deleted a day ago, and the events of turns that ended an hour ago (the message holds what they said).
grant select (org_id, owner_id, id, deleted_at) on conversation to aistudio_ledger;
create policy ledger on conversation for select to aistudio_ledger using (true);
create function conversations_expired(p_limit integer default 100) returns table (org_id uuid, owner_id uuid, conversation_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.org_id, c.owner_id, c.id from conversation c
  where c.deleted_at < now() - interval '24 hours'
  order by c.deleted_at
  limit least(p_limit, 1000)
$$;
comment on function conversations_expired(integer) is
  'Conversations deleted more than 24 h ago, oldest first, at most 1000. Definer: crosses tenants, returns ids only.';
alter function conversations_expired(integer) owner to aistudio_ledger;
revoke execute on function conversations_expired(integer) from public;
grant execute on function conversations_expired(integer) to aistudio_app;

grant select (org_id, turn_id, number, created_at) on turn_event to aistudio_ledger;
create policy ledger on turn_event for select to aistudio_ledger using (true);
create function turns_told(p_limit integer default 100) returns table (org_id uuid, owner_id uuid, turn_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.org_id, t.owner_id, t.id from turn_event e join turn t on t.org_id = e.org_id and t.id = e.turn_id
  where e.number = 1 and e.created_at < now() - interval '1 hour' and t.ended_at < now() - interval '1 hour'
  order by e.created_at
  limit least(p_limit, 1000)
$$;
comment on function turns_told(integer) is
  'Turns that ended more than 1 h ago and still have events, oldest first, at most 1000. Definer: crosses tenants, returns ids only.';
alter function turns_told(integer) owner to aistudio_ledger;
revoke execute on function turns_told(integer) from public;
grant execute on function turns_told(integer) to aistudio_app;
