-- A person whose texts were removed. Their calls and what they cost stay, under an id that names nobody any more.
alter table membership add column erased_at timestamptz;

grant delete on retrieval_log to aistudio_ledger;
create policy ledger_erases on retrieval_log for delete to aistudio_ledger using (true);

-- What a person left that they themselves may not delete. Everything else is deleted in their own name.
create function erase_records(p_user_id uuid) returns table (payloads bigint, requests bigint, searches bigint)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from membership m where m.org_id = app_org() and m.user_id = p_user_id and m.erased_at is not null) then
    raise exception 'This person of the organization is not to be erased.';
  end if;
  delete from call_payload p where p.org_id = app_org() and p.owner_id = p_user_id;
  get diagnostics payloads = row_count;
  delete from background_request b where b.org_id = app_org() and b.owner_id = p_user_id;
  get diagnostics requests = row_count;
  delete from chat_batch c where c.org_id = app_org() and c.owner_id = p_user_id;
  delete from retrieval_log l where l.org_id = app_org() and l.owner_id = p_user_id;
  get diagnostics searches = row_count;
  return next;
end $$;
comment on function erase_records(uuid) is
  'Removes the payloads, background requests and searches of a member of the organization in scope whose membership says erased_at, and counts them. Definer: they are private and not theirs to delete.';
alter function erase_records(uuid) owner to aistudio_ledger;
revoke execute on function erase_records(uuid) from public;
grant execute on function erase_records(uuid) to aistudio_app;
