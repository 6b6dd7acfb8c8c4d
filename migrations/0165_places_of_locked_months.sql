-- A locked month stays as it is for teams too: who was in which unit and on which tier when it was locked is kept with it.
create table month_place (
  org_id  uuid not null,
  month   date not null,
  user_id uuid not null,
  unit_id uuid,
  tier    text not null,
  primary key (org_id, month, user_id),
  foreign key (org_id, month) references month_lock (org_id, month),
  foreign key (org_id, unit_id) references organization_unit (org_id, id)
);
comment on table month_place is 'Where people counted when a month was locked. What they spent in it counts there for good, wherever they are now.';
call protect_table('month_place', 'select, insert');
create trigger refuse_change before update or delete on month_place for each row execute function refuse_change();

create function keep_places() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into month_place (org_id, month, user_id, unit_id, tier)
  select m.org_id, new.month, m.user_id, m.unit_id, m.tier from membership m where m.org_id = new.org_id;
  return null;
end $$;
revoke execute on function keep_places() from public;
grant execute on function keep_places() to aistudio_app;
create trigger keep_places after insert on month_lock for each row execute function keep_places();

-- Of months that were locked before this, nobody knows better than now. Forced row security would hide the rows from the owner.
alter table month_lock no force row level security;
alter table membership no force row level security;
alter table organization_unit no force row level security;
alter table month_place no force row level security;
insert into month_place (org_id, month, user_id, unit_id, tier)
select m.org_id, l.month, m.user_id, m.unit_id, m.tier from month_lock l join membership m on m.org_id = l.org_id;
alter table month_place force row level security;
alter table organization_unit force row level security;
alter table membership force row level security;
alter table month_lock force row level security;
