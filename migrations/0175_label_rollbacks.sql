-- A rollback goes back in a label's history; other moves go on in it.
alter table label_move add column rollback boolean not null default false;
comment on column label_move.rollback is 'Whether it put the label back to where it stood before: what it left is not gone back to.';

-- Those made until now say so in their reason. Forced row security would hide them from the owner.
alter table label_move no force row level security;
update label_move set rollback = true where reason like 'Rolled back%' and from_version_id is not null;
alter table label_move force row level security;
