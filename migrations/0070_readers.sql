-- Who reads a knowledge base. Without a row here, everybody in the organization does; owners and admins always do, since they look after it.
create table reader_group (
  org_id     uuid not null references organization (id),
  id         uuid not null,
  name       text not null check (length(name) between 1 and 200),
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, name)
);
call protect_table('reader_group');

create table reader_group_member (
  org_id   uuid not null,
  group_id uuid not null,
  user_id  uuid not null,
  primary key (org_id, group_id, user_id),
  foreign key (org_id, group_id) references reader_group (org_id, id) on delete cascade,
  foreign key (org_id, user_id) references membership (org_id, user_id) on delete cascade
);
create index reader_group_member_user on reader_group_member (org_id, user_id);
call protect_table('reader_group_member');

create table knowledge_base_reader (
  org_id            uuid not null,
  id                uuid not null,
  knowledge_base_id uuid not null,
  role              text check (role in ('member', 'finance')),
  group_id          uuid,
  user_id           uuid,
  primary key (org_id, id),
  unique nulls not distinct (org_id, knowledge_base_id, role, group_id, user_id),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id) on delete cascade,
  foreign key (org_id, group_id) references reader_group (org_id, id) on delete cascade,
  foreign key (org_id, user_id) references membership (org_id, user_id) on delete cascade,
  constraint knowledge_base_reader_is_one check (num_nonnulls(role, group_id, user_id) <= 1)
);
comment on column knowledge_base_reader.role is 'One of role, group and person; none of them: nobody but those who look after the base.';
create index knowledge_base_reader_group on knowledge_base_reader (org_id, group_id);
create index knowledge_base_reader_user on knowledge_base_reader (org_id, user_id);
call protect_table('knowledge_base_reader');

-- Asked once a statement, not once a row. Work in the name of the organization has no person and reads all.
create function unreadable_bases() returns uuid[]
  language sql stable as $$
  select case when app_user() is null or exists (
           select 1 from membership m where m.org_id = app_org() and m.user_id = app_user() and m.role in ('owner', 'admin') and m.disabled_at is null)
         then '{}' else coalesce(array_agg(closed.base), '{}') end
  from (
    select r.knowledge_base_id as base from knowledge_base_reader r
    where r.org_id = app_org()
    group by r.knowledge_base_id
    having not bool_or(
      r.user_id is not distinct from app_user()
      or exists (select 1 from membership m where m.org_id = r.org_id and m.user_id = app_user() and m.role = r.role and m.disabled_at is null)
      or exists (select 1 from reader_group_member g where g.org_id = r.org_id and g.group_id = r.group_id and g.user_id = app_user()))) closed
$$;
comment on function unreadable_bases() is 'The knowledge bases that the person of this transaction may not read.';
revoke execute on function unreadable_bases() from public;
grant execute on function unreadable_bases() to aistudio_app;

-- Restrictive: on top of the tenant's policy, whatever the query says.
create policy readers on knowledge_base as restrictive for select to aistudio_app
  using (org_id = app_org() and id <> all ((select unreadable_bases())::uuid[]));
create policy readers on document as restrictive for select to aistudio_app
  using (org_id = app_org() and knowledge_base_id <> all ((select unreadable_bases())::uuid[]));
create policy readers on chunk as restrictive for select to aistudio_app
  using (org_id = app_org() and knowledge_base_id <> all ((select unreadable_bases())::uuid[]));
create policy readers on chunk_embedding as restrictive for select to aistudio_app
  using (org_id = app_org() and knowledge_base_id <> all ((select unreadable_bases())::uuid[]));
create policy readers on posting as restrictive for select to aistudio_app
  using (org_id = app_org() and knowledge_base_id <> all ((select unreadable_bases())::uuid[]));
create policy readers on document_version as restrictive for select to aistudio_app
  using (org_id = app_org() and exists (select 1 from document d where d.org_id = app_org() and d.id = document_version.document_id));
