-- A call whose first try may be billed needs more money set aside before its next one: otherwise several tries together could pass a cap.
create function ledger_extend(p_org_ids uuid[], p_call_ids uuid[], p_totals bigint[]) returns table (call_id uuid, granted boolean)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
  v_ask  record;
  v_more bigint;
begin
  perform ledger_lock(p_org_ids, p_call_ids);

  for v_ask in
    select r.org_id, r.call_id, r.total, h.amount_nano_usd as amount, h.budget_ids, h.window_starts
    from unnest(p_org_ids, p_call_ids, p_totals) with ordinality as r(org_id, call_id, total, ord)
    left join hold h on h.org_id = r.org_id and h.call_id = r.call_id and h.state = 'held'
    order by r.ord
  loop
    call_id := v_ask.call_id;
    v_more := case when v_ask.amount is not null then greatest(v_ask.total - v_ask.amount, 0) end;
    granted := v_more is not null and not exists (
      select 1 from unnest(v_ask.budget_ids, v_ask.window_starts) as w(budget_id, starts_at)
      join budget_window bw on bw.org_id = v_ask.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at
      join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
      where (budget_cap(b.org_id, b.id, b.cap_nano_usd, now())::numeric * b.stop_percent / 100)::bigint
            - bw.settled_nano_usd - bw.held_nano_usd < v_more and v_more > 0);
    if granted and v_more > 0 then
      update budget_window bw set held_nano_usd = bw.held_nano_usd + v_more
      from unnest(v_ask.budget_ids, v_ask.window_starts) as w(budget_id, starts_at)
      where bw.org_id = v_ask.org_id and bw.budget_id = w.budget_id and bw.starts_at = w.starts_at;
      update hold h set amount_nano_usd = v_ask.total where h.org_id = v_ask.org_id and h.call_id = v_ask.call_id;
    end if;
    return next;
  end loop;
end $$;
comment on function ledger_extend(uuid[], uuid[], bigint[]) is
  'Raises the hold of each running call to its total, in nano-dollars, in all of its windows or in none; an amount that is held already is granted. '
  'Returns a row a call, in the order of the arrays; false: a budget has no room for it, or the call holds nothing any more. Idempotent.';
alter function ledger_extend(uuid[], uuid[], bigint[]) owner to aistudio_ledger;
revoke execute on function ledger_extend(uuid[], uuid[], bigint[]) from public;
grant execute on function ledger_extend(uuid[], uuid[], bigint[]) to aistudio_app;
