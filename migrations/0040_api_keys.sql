-- A key keeps its id when its secret is changed, so that budgets, spend and its public id go on under it.
alter table api_key
  add column models         text[] not null default '{}',  -- the aliases and pinned ids it may ask for; none named: all
  add column previous_hash  bytea,                          -- the secret before the last rotation, good until previous_until
  add column previous_until timestamptz,
  add constraint api_key_overlap check ((previous_hash is null) = (previous_until is null));
create index api_key_prefix on api_key (prefix);
create index api_key_creator on api_key (org_id, created_by);

-- The lookup of a key comes before there is a tenant. Another migration may have opened memberships to the ledger's role already.
do $$
begin
  if not exists (select from pg_policies where schemaname = 'public' and tablename = 'membership' and policyname = 'ledger') then
    call open_to_ledger('membership', 'select');
  else
    grant select on membership to aistudio_ledger;
  end if;
end $$;
call open_to_ledger('api_key', 'select');
grant select (id, display_name, email, disabled_at) on app_user to aistudio_ledger;

create function find_api_key(p_public_id text)
  returns table (org_id uuid, id uuid, secret_hashes bytea[], scopes text[], models text[], user_id uuid, role text, display_name text, email text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select k.org_id, k.id, array_remove(array[k.secret_hash, case when k.previous_until > now() then k.previous_hash end], null),
         k.scopes, k.models, m.user_id, m.role, u.display_name, u.email
  from api_key k
  join membership m on m.org_id = k.org_id and m.user_id = k.created_by
  join organization o on o.id = k.org_id
  join app_user u on u.id = k.created_by
  where k.prefix = p_public_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    and m.disabled_at is null and o.suspended_at is null and u.disabled_at is null
$$;
comment on function find_api_key(text) is
  'The key of this public id with the hashes of the secrets that are good now and what its creator may do now; nothing for one that is revoked or over, or whose creator works there no more. Definer: the key says which tenant it is of.';
alter function find_api_key(text) owner to aistudio_ledger;
revoke execute on function find_api_key(text) from public;
grant execute on function find_api_key(text) to aistudio_app;
