-- A connection that only gives embeddings is checked as well, by one.
create or replace function claim_connection_checks(p_every interval, p_most integer) returns table (org_id uuid, connection_id uuid)
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into connection_check as k (org_id, connection_id, claimed_at)
  select c.org_id, c.id, now()
  from provider_connection c
  left join connection_check seen on seen.org_id = c.org_id and seen.connection_id = c.id
  where c.disabled_at is null and c.kind <> 'local'
    and coalesce(seen.claimed_at, '-infinity') <= now() - p_every
    and exists (
      select 1 from model_alias_candidate m
      where m.org_id = c.org_id and m.connection_id = c.id
        and (seen.wanted_until > now() or exists (
          select 1 from daily_spend d
          where d.org_id = m.org_id and d.day >= current_date - 1 and d.model_id = m.model_id and d.feature not in ('system', 'connection_test'))))
  order by coalesce(seen.claimed_at, '-infinity')
  limit least(p_most, 1000)
  on conflict (org_id, connection_id) do update set claimed_at = excluded.claimed_at where k.claimed_at <= now() - p_every
  returning k.org_id, k.connection_id
$$;
comment on function claim_connection_checks(interval, integer) is
  'Claims up to p_most (≤ 1000) connections whose last claim is at least p_every old, of those that have a model behind an alias and are looked at or were used '
  'since yesterday. Of two nodes that ask at once, one gets each.';
