-- People of a unit are answered with the version at another label than production: testers with staging, a department with a text of its own.
create table unit_label (
  org_id    uuid not null,
  prompt_id uuid not null,
  unit_id   uuid not null,
  label     text not null,
  set_by    uuid not null,
  set_at    timestamptz not null default now(),
  primary key (org_id, prompt_id, unit_id),
  foreign key (org_id, unit_id) references organization_unit (org_id, id),
  -- A label that somebody is answered with stays.
  foreign key (org_id, prompt_id, label) references prompt_label (org_id, prompt_id, label)
);
create index unit_label_label on unit_label (org_id, prompt_id, label);
create index unit_label_unit on unit_label (org_id, unit_id);
call protect_table('unit_label');
