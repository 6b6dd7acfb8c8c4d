-- From where somebody acted, and what was there before and after. Null: it was not kept then, or nothing of it can be said.
alter table activity_log
  add column address    text check (length(address) <= 64),
  add column user_agent text check (length(user_agent) <= 256),
  add column before     jsonb,
  add column after      jsonb;
create index activity_log_time on activity_log (org_id, created_at desc, id desc);
