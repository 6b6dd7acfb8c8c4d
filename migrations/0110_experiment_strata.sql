-- The arms of a canary are compared at equal shares only: what happened to everybody while the share was another one would count for one arm more than for the other.
alter table experiment_answer add column stratum integer not null default 0;
comment on column experiment_answer.stratum is 'The weight of arm 0 when it was given.';

-- Who looks after promotions asks what there is to look at, of every organization: ids only.
grant select (org_id, id, state) on promotion to aistudio_ledger;
create policy ledger on promotion for select to aistudio_ledger using (true);
create index promotion_watched on promotion (state) where state in ('evaluating', 'canary');
create function promotions_watched(p_after uuid, p_limit integer default 100) returns table (org_id uuid, promotion_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.org_id, p.id from promotion p
  where p.state in ('evaluating', 'canary') and p.id > p_after
  order by p.id
  limit least(p_limit, 1000)
$$;
comment on function promotions_watched(uuid, integer) is
  'Promotions that are evaluated or stand in a canary, by id after the one given, at most 1000. Definer: crosses tenants, returns ids only.';
alter function promotions_watched(uuid, integer) owner to aistudio_ledger;
revoke execute on function promotions_watched(uuid, integer) from public;
grant execute on function promotions_watched(uuid, integer) to aistudio_app;
