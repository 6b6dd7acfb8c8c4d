-- What a conversation costs is a question of finance, who may not see any: it gets numbers by person, and nothing else.

-- The least id that anything made at p_at or later can have.
create function first_id(p_at timestamptz) returns uuid
  language sql immutable parallel safe
  as $$ select (lpad(to_hex((extract(epoch from p_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;
comment on function first_id(timestamptz) is 'The lower bound of version 7 ids made from p_at on.';
revoke execute on function first_id(timestamptz) from public;
grant execute on function first_id(timestamptz) to aistudio_app, aistudio_ledger;

create function conversations_begun(p_from timestamptz, p_to timestamptz) returns table (org_id uuid, user_id uuid, conversations bigint)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.org_id, c.owner_id, count(*) from conversation c
  where c.org_id = app_org() and c.id >= first_id(p_from) and c.id < first_id(p_to) and c.deleted_at is null
  group by 1, 2
$$;
comment on function conversations_begun(timestamptz, timestamptz) is
  'How many conversations each person of the caller''s organization began from p_from until before p_to and has not deleted. Definer: private conversations are counted, not read.';
alter function conversations_begun(timestamptz, timestamptz) owner to aistudio_ledger;
revoke execute on function conversations_begun(timestamptz, timestamptz) from public;
grant execute on function conversations_begun(timestamptz, timestamptz) to aistudio_app;
