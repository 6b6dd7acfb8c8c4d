create table prompt (
  org_id      uuid not null references organization (id),
  id          uuid not null,
  slug        text not null,
  name        text not null,
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (org_id, id),
  unique (org_id, slug)
);
call protect_table('prompt');

-- Immutable: no update is granted.
create table prompt_version (
  org_id       uuid not null,
  id           uuid not null,
  prompt_id    uuid not null,
  version      text not null check (version ~ '^\d+\.\d+\.\d+$'),
  content_hash bytea not null,
  template     text not null,
  settings     jsonb not null default '{}',
  author_id    uuid,
  note         text not null default '',
  created_at   timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, prompt_id, version),
  unique (org_id, prompt_id, id),
  foreign key (org_id, prompt_id) references prompt (org_id, id)
);
call protect_table('prompt_version', 'select, insert');

create table prompt_label (
  org_id     uuid not null,
  prompt_id  uuid not null,
  label      text not null,
  version_id uuid not null,
  moved_at   timestamptz not null default now(),
  primary key (org_id, prompt_id, label),
  foreign key (org_id, prompt_id, version_id) references prompt_version (org_id, prompt_id, id)
);
create index prompt_label_version on prompt_label (org_id, prompt_id, version_id);
call protect_table('prompt_label');

create table label_move (
  org_id          uuid not null,
  id              uuid not null,
  prompt_id       uuid not null,
  label           text not null,
  from_version_id uuid,
  to_version_id   uuid not null,
  moved_by        uuid,
  reason          text not null default '',
  moved_at        timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, prompt_id, from_version_id) references prompt_version (org_id, prompt_id, id),
  foreign key (org_id, prompt_id, to_version_id) references prompt_version (org_id, prompt_id, id)
);
create index label_move_prompt on label_move (org_id, prompt_id, moved_at);
call protect_table('label_move', 'select, insert');
