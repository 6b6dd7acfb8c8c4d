-- An alias is saved on top of the revision that was read, or not at all.
alter table model_alias add column revision bigint not null default 1;

-- What one cheap real call through a provider connection showed last. Whoever claims a row makes the call; the others read the result.
create table connection_check (
  org_id        uuid not null,
  connection_id uuid not null,
  wanted_until  timestamptz not null default '-infinity', -- somebody is looking: it is checked until then, used or not
  claimed_at    timestamptz not null default '-infinity',
  checked_at    timestamptz,
  answered      boolean,                                  -- null: the call was not made, as by a spent budget
  model_id      text,
  latency_ms    integer,
  error_code    text,
  primary key (org_id, connection_id),
  foreign key (org_id, connection_id) references provider_connection (org_id, id) on delete cascade
);
call protect_table('connection_check');
call open_to_ledger('connection_check', 'select, insert, update');
call open_to_ledger('provider_connection', 'select (org_id, id, kind, disabled_at)');
call open_to_ledger('model_alias', 'select (org_id, id, alias)');
call open_to_ledger('model_alias_candidate', 'select (org_id, alias_id, connection_id, model_id)');

create function claim_connection_checks(p_every interval, p_most integer) returns table (org_id uuid, connection_id uuid)
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into connection_check as k (org_id, connection_id, claimed_at)
  select c.org_id, c.id, now()
  from provider_connection c
  left join connection_check seen on seen.org_id = c.org_id and seen.connection_id = c.id
  where c.disabled_at is null and c.kind <> 'local'
    and coalesce(seen.claimed_at, '-infinity') <= now() - p_every
    and exists (
      select 1 from model_alias_candidate m join model_alias a on a.org_id = m.org_id and a.id = m.alias_id
      where m.org_id = c.org_id and m.connection_id = c.id and a.alias <> 'embedding'
        and (seen.wanted_until > now() or exists (
          select 1 from daily_spend d
          where d.org_id = m.org_id and d.day >= current_date - 1 and d.model_id = m.model_id and d.feature not in ('system', 'connection_test'))))
  order by coalesce(seen.claimed_at, '-infinity')
  limit least(p_most, 1000)
  on conflict (org_id, connection_id) do update set claimed_at = excluded.claimed_at where k.claimed_at <= now() - p_every
  returning k.org_id, k.connection_id
$$;
comment on function claim_connection_checks(interval, integer) is
  'Claims up to p_most (≤ 1000) connections whose last claim is at least p_every old, of those that have a model behind a chat alias and are looked at or were used '
  'since yesterday. Of two nodes that ask at once, one gets each.';

create function count_connection_checks() returns table (checked integer, failing integer)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select count(*)::integer, (count(*) filter (where not k.answered))::integer
  from connection_check k join provider_connection c on c.org_id = k.org_id and c.id = k.connection_id
  where c.disabled_at is null and k.answered is not null and k.checked_at > now() - interval '2 minutes'
$$;
comment on function count_connection_checks() is 'How many connections of the installation were checked within two minutes, and how many of them did not answer.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['claim_connection_checks', 'count_connection_checks'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;
