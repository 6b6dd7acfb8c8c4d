-- Nobody changes a membership that is above their own, or raises one above it. The service says why; this holds whatever the service forgets.
create function keep_the_lattice() returns trigger
  language plpgsql as $$
declare
  ranks constant text[] := array['member', 'finance', 'admin', 'owner'];
  actor integer;
begin
  -- Work in the name of the organization has no person; provisioning and seeding insert, they never change.
  if app_user() is null then
    return new;
  end if;
  select array_position(ranks, role) into actor from membership
    where org_id = old.org_id and user_id = app_user() and disabled_at is null;
  if actor is null or actor < array_position(ranks, old.role) or actor < array_position(ranks, new.role) then
    raise exception 'Nobody changes a role above their own.' using errcode = 'check_violation', constraint = 'membership_keeps_the_lattice';
  end if;
  return new;
end $$;
comment on function keep_the_lattice() is 'Trigger on membership: refuses (23514, membership_keeps_the_lattice) a change by somebody of a lower role.';
create trigger membership_keeps_the_lattice before update on membership
  for each row execute function keep_the_lattice();
