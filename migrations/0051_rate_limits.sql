-- What an organization's admins set instead of the installation's defaults. For one request, of each scope and unit the rule of the highest
-- priority holds; among equals the one for this very subject, then the one for this very resource.
create table rate_limit_rule (
  org_id     uuid not null references organization (id),
  id         uuid not null,
  scope      text not null check (scope in ('organization', 'user', 'api_key')),
  subject_id uuid,                          -- null: every user or key of the organization
  unit       text not null check (unit in ('requests', 'tokens')),
  resource   text not null default '*',     -- chat, embeddings, models, api; * is each of them counted together
  per_minute bigint not null check (per_minute >= 0),
  priority   integer not null default 0,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);
call protect_table('rate_limit_rule');

-- Counts of all nodes, in slots of five seconds. Lost with a crash of the server: then a minute begins anew.
-- What belongs to no organization (addresses of strangers) is under the id of zeros.
create unlogged table rate_window (
  org_id  uuid not null,
  subject text not null,
  slot    bigint not null,
  used    bigint not null,
  primary key (org_id, subject, slot)
);
call protect_table('rate_window');

create function rate_window_take(p_subject text, p_give_back bigint, p_give_back_slot bigint, p_amount bigint, p_want bigint, p_limit bigint)
  returns table (granted bigint, used bigint, slot bigint, retry_ms bigint, reset_ms bigint)
  language plpgsql as $$
#variable_conflict use_column
declare
  v_now   bigint := floor(extract(epoch from clock_timestamp()) * 1000);
  v_slot  bigint;
  v_used  bigint;
  v_first bigint;
  v_last  bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(app_org()::text || p_subject, 50));
  v_slot := v_now / 5000;
  delete from rate_window w where w.org_id = app_org() and w.subject = p_subject and w.slot <= v_slot - 13;
  if p_give_back > 0 then
    update rate_window w set used = w.used - p_give_back where w.org_id = app_org() and w.subject = p_subject and w.slot = p_give_back_slot;
  end if;
  select coalesce(sum(w.used), 0), min(w.slot) filter (where w.used > 0), max(w.slot) filter (where w.used > 0) into v_used, v_first, v_last
  from rate_window w where w.org_id = app_org() and w.subject = p_subject;
  granted := case when v_used + p_amount > p_limit then 0 else least(p_want, p_limit - v_used) end;
  if granted <> 0 then
    insert into rate_window (org_id, subject, slot, used) values (app_org(), p_subject, v_slot, granted)
    on conflict (org_id, subject, slot) do update set used = rate_window.used + excluded.used;
    v_last := v_slot;
    v_first := coalesce(v_first, v_slot);
  end if;
  used := v_used + granted;
  slot := v_slot;
  retry_ms := greatest(0, (coalesce(v_first, v_slot) + 13) * 5000 - v_now);
  reset_ms := case when used > 0 then greatest(0, (coalesce(v_last, v_slot) + 13) * 5000 - v_now) else 0 end;
  return next;
end $$;
comment on function rate_window_take(text, bigint, bigint, bigint, bigint, bigint) is
  'Gives back what was unused, then grants up to p_want of the subject''s limit in the last minute, or nothing when not even p_amount is left; p_want below zero corrects. '
  'A slot counts until it is wholly over: never more than the limit in any minute. Under the tenant of the transaction.';
grant execute on function rate_window_take(text, bigint, bigint, bigint, bigint, bigint) to aistudio_app;

call open_to_ledger('rate_window', 'select, delete');
create function rate_windows_remove_old() returns integer
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  with removed as (delete from rate_window w where w.slot < floor(extract(epoch from now()) / 5) - 24 returning 1)
  select count(*)::integer from removed
$$;
comment on function rate_windows_remove_old() is 'Removes counts older than two minutes; returns how many. Definer: crosses tenants, returns a count only.';
alter function rate_windows_remove_old() owner to aistudio_ledger;
revoke execute on function rate_windows_remove_old() from public;
grant execute on function rate_windows_remove_old() to aistudio_app;
