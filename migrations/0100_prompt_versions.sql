-- A version is more than its text: variables, the settings of its call, tags, and the prompts that were put into it.
alter table prompt_version
  add column variables jsonb not null default '[]',   -- [{name, kind, default, note}]
  add column includes  jsonb not null default '[]',   -- [{slug, version_id, version}]: what stood at production when it was saved
  add column body      text,                          -- the template with its includes put in; null: it has none
  add column tags      text[] not null default '{}';
create index prompt_version_hash on prompt_version (org_id, prompt_id, content_hash);
