-- A month may be locked once it is over where the organization is and in UTC: by whose days providers bill, and the last hours of whose month may be the next month's first here.
create or replace function lock_month() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform hold_month(new.org_id, new.month);
  if (select least(now() at time zone o.time_zone, now() at time zone 'UTC') < new.month + interval '1 month' from organization o where o.id = new.org_id) then
    raise exception 'month % is not over', new.month using errcode = 'check_violation', constraint = 'month_not_over';
  end if;
  return new;
end $$;
