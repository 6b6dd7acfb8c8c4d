-- Labels that only owners move, on every prompt: what answers a customer or an environment is not changed in passing.
-- Production is not among them: it has the gate.
create table protected_label (
  org_id       uuid not null references organization (id),
  label        text not null check (label ~ '^[a-z][a-z0-9-]{0,29}$' and label <> 'production'),
  protected_by uuid not null,
  protected_at timestamptz not null default now(),
  primary key (org_id, label)
);
call protect_table('protected_label', 'select, insert, delete');
