-- Alerts that ended go with the records of the calls they tell of, and erasing a person reaches what others asked again of theirs.

alter table retention_run
  add column alerts_expired bigint not null default 0,
  add column alerts_removed bigint not null default 0;

-- As long as spans and decisions, because an alert's link leads to them; but 32 days at least, because what ended is looked at for so long before it is raised again.
create function alerts_expired() returns bigint
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select count(*) from retention_days(app_org()) d join alert a on a.org_id = app_org() and a.ended_at < now() - make_interval(days => greatest(d.trace_days, 32))
$$;
comment on function alerts_expired() is 'How many alerts of the organization in scope ended longer ago than they are kept. Definer: reads how long that is; a count only.';

create function remove_expired_alerts(p_limit integer) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_count bigint;
begin
  if p_limit not between 1 and 10000 then
    raise exception 'p_limit is 1 to 10000 alerts';
  end if;
  with old as (
    select a.org_id, a.id
    from retention_days(app_org()) d join alert a on a.org_id = app_org() and a.ended_at < now() - make_interval(days => greatest(d.trace_days, 32))
    order by a.id limit p_limit)
  delete from alert a using old where a.org_id = old.org_id and a.id = old.id;
  get diagnostics v_count = row_count;
  return v_count;
end $$;
comment on function remove_expired_alerts(integer) is
  'Removes at most p_limit (1–10000) alerts of the organization in scope that ended longer ago than they are kept, with their deliveries, and says how many. Definer: alerts are nobody''s to delete.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['alerts_expired', 'remove_expired_alerts'] loop
    execute format('alter function %I owner to aistudio_ledger', v_name);
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;

call open_to_ledger('replay', 'select');

create or replace function erase_records(p_user_id uuid) returns table (payloads bigint, requests bigint, searches bigint)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_again bigint;
begin
  if not exists (select 1 from membership m where m.org_id = app_org() and m.user_id = p_user_id and m.erased_at is not null) then
    raise exception 'This person of the organization is not to be erased.';
  end if;
  -- Beside their own: nobody's, where they called, through a key, in the playground or in an evaluation.
  delete from call_payload p
  where p.org_id = app_org() and (
    p.owner_id = p_user_id
    or (p.owner_id is null and p.call_id in (
      select c.id from call c where c.org_id = app_org() and c.user_id = p_user_id)));
  get diagnostics payloads = row_count;
  -- And what somebody else asked again of a call of theirs, and again of that: the caller is another, the words are theirs.
  with recursive again as (
    select r.answer_call_id as id from replay r join call c on c.org_id = r.org_id and c.id = r.call_id
    where r.org_id = app_org() and r.answer_call_id is not null and c.user_id = p_user_id
    union
    select r.answer_call_id from again a join replay r on r.org_id = app_org() and r.call_id = a.id where r.answer_call_id is not null)
  delete from call_payload p using again where p.org_id = app_org() and p.call_id = again.id and p.owner_id is null;
  get diagnostics v_again = row_count;
  payloads := payloads + v_again;
  delete from background_request b where b.org_id = app_org() and b.owner_id = p_user_id;
  get diagnostics requests = row_count;
  delete from chat_batch c where c.org_id = app_org() and c.owner_id = p_user_id;
  delete from retrieval_log l where l.org_id = app_org() and l.owner_id = p_user_id;
  get diagnostics searches = row_count;
  -- Alerts name their subject; so does what was told of them, which leads to the person's calls.
  delete from alert a where a.org_id = app_org() and a.subject = p_user_id::text;
  delete from notification n where n.org_id = app_org() and strpos(n.link, p_user_id::text) > 0;
  update activity_log l set address = null, user_agent = null
  where l.org_id = app_org() and l.actor_id = p_user_id and (l.address is not null or l.user_agent is not null);
  return next;
end $$;
comment on function erase_records(uuid) is
  'Removes the payloads, background requests and searches of a member of the organization in scope whose membership says erased_at, and counts them, with what others asked again of their calls; removes what others were told of them by name, and from where they acted. Definer: it is private, or not theirs to delete.';
