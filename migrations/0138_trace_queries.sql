-- What reading and removing traces cost more than they had to.

-- Whether somebody is an admin is asked once a statement, not once a row; of texts that are somebody's, the open grants are looked up.
alter policy owner_or_opened on call_payload
  using (org_id = app_org() and (owner_id = app_user() or ((select app_is_admin()) and (owner_id is null or exists (
    select 1 from break_glass g
    where g.org_id = app_org() and g.admin_id = app_user() and g.expires_at > now()
      and (g.person_id is null or g.person_id = call_payload.owner_id) and (g.call_id is null or g.call_id = call_payload.call_id))))));
alter policy read_by_admins on feedback
  using (org_id = app_org() and (owner_id = app_user() or (select app_is_admin())));

-- A partition that somebody reads for long, or is just making, is left for the next time; the others are dropped all the same.
create or replace function drop_expired_trace_partitions() returns setof text
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '2s' as $$
declare
  v_days   record;
  v_child  record;
  v_before timestamptz;
begin
  if not pg_try_advisory_xact_lock(hashtext('ensure_call_partitions')) then
    return;
  end if;
  select * into v_days from longest_retention();
  for v_child in
    select c.relname, p.relname as parent, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as ends_at
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relnamespace = 'public'::regnamespace and p.relname in ('call_payload', 'span', 'decision')
    order by c.relname
  loop
    v_before := now() - make_interval(days => case v_child.parent when 'call_payload' then v_days.keep_days else v_days.trace_days end);
    if v_child.ends_at <= v_before then
      begin
        execute format('drop table public.%I', v_child.relname);
      exception when lock_not_available then
        continue;
      end;
      return next v_child.relname;
    end if;
  end loop;
end $$;

-- Ids are made in the order of time, so that what is past its time stands at the beginning of the keys: of the rest nothing is read.
-- A call whose id says otherwise is found by the count, once a day.
create function traces_due() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_keep  timestamptz;
  v_trace timestamptz;
begin
  select now() - make_interval(days => d.keep_days), now() - make_interval(days => d.trace_days) into v_keep, v_trace from retention_days(app_org()) d;
  perform from call_payload p where p.org_id = app_org() and p.call_id < first_id(v_keep) and p.call_started_at < v_keep order by p.call_id limit 1;
  if found then
    return true;
  end if;
  perform from span s where s.org_id = app_org() and s.call_id < first_id(v_trace) and s.call_started_at < v_trace order by s.call_id limit 1;
  if found then
    return true;
  end if;
  perform from decision d where d.org_id = app_org() and d.call_id < first_id(v_trace) and d.call_started_at < v_trace order by d.call_id limit 1;
  return found;
end $$;
comment on function traces_due() is 'Whether something of the organization in scope is past its time, by the ids of its calls. Definer: payloads are private; tells yes or no.';
alter function traces_due() owner to aistudio_ledger;
revoke execute on function traces_due() from public;
grant execute on function traces_due() to aistudio_app;
