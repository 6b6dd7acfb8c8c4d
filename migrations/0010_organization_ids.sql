-- What every node does for every organization at start (prices, configured providers) must know whom there is.
create function organization_ids() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select id from organization order by id
$$;
comment on function organization_ids() is 'The id of every organization, oldest first. Definer: crosses tenants, returns ids only.';
alter function organization_ids() owner to aistudio_ledger;
revoke execute on function organization_ids() from public;
grant execute on function organization_ids() to aistudio_app;
