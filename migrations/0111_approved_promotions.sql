-- An approved version waits for the end of whatever splits the traffic of its prompt: it is looked at too.
drop index promotion_watched;
create index promotion_watched on promotion (state) where state in ('evaluating', 'approved', 'canary');
create or replace function promotions_watched(p_after uuid, p_limit integer default 100) returns table (org_id uuid, promotion_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.org_id, p.id from promotion p
  where p.state in ('evaluating', 'approved', 'canary') and p.id > p_after
  order by p.id
  limit least(p_limit, 1000)
$$;
comment on function promotions_watched(uuid, integer) is
  'Promotions that wait for nobody, by id after the one given, at most 1000. Definer: crosses tenants, returns ids only.';
