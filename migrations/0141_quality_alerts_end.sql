-- An organization that nobody calls any more is looked at until its alerts about quality are over.
create or replace function called_since(p_since timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select org_id from call_hour where hour >= p_since
  union
  select org_id from alert where ended_at is null and rule like 'quality.%'
$$;
comment on function called_since(timestamptz) is
  'The organizations with calls in hours that began since then, and those with an open alert about quality. Definer: crosses tenants, ids only.';
