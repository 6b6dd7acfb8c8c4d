-- Searches that people come back to: their own, and those that others share.
create table trace_view (
  org_id     uuid not null,
  id         uuid not null,
  person_id  uuid not null,
  name       text not null check (length(name) between 1 and 80),
  query      text not null check (length(query) <= 2000), -- the address's query string
  shared     boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, person_id, name),
  foreign key (org_id, person_id) references membership (org_id, user_id) on delete cascade
);
call protect_table('trace_view', 'select, insert, delete');

-- Tells one member of something that concerns them alone.
create function tell_person(p_user_id uuid, p_title text, p_body text, p_link text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into notification (org_id, id, owner_id, title, body, link)
  select m.org_id, time_ordered_id(), m.user_id, left(p_title, 200), left(p_body, 1000), p_link
  from membership m where m.org_id = app_org() and m.user_id = p_user_id;
  if not found then
    return false;
  end if;
  perform pg_notify('studio', 'notification ' || p_user_id);
  return true;
end $$;
comment on function tell_person(uuid, text, text, text) is
  'Adds a notification of a member of the organization in scope, and wakes their pages. Definer: notifications are private to who reads them.';
alter function tell_person(uuid, text, text, text) owner to aistudio_ledger;
grant execute on function tell_person(uuid, text, text, text) to aistudio_app;
