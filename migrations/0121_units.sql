-- Parts of an organization: a department, a team, a cost centre. A person is in one of them or in none; their spend, past and present, is its.
create table organization_unit (
  org_id      uuid not null references organization (id),
  id          uuid not null,
  name        text not null check (length(name) between 1 and 100),
  archived_at timestamptz,
  created_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index organization_unit_name on organization_unit (org_id, lower(name));
call protect_table('organization_unit');

alter table membership add column unit_id uuid, add foreign key (org_id, unit_id) references organization_unit (org_id, id);
