-- What providers say they delivered, against what the ledger says was used; entries that make up for the difference; and months that are final.

-- Which columns of a provider's export mean what, remembered from the last import.
create table invoice_mapping (
  org_id   uuid not null references organization (id),
  provider text not null,
  mapping  jsonb not null,
  primary key (org_id, provider)
);
call protect_table('invoice_mapping', 'select, insert, update');

create table invoice (
  org_id      uuid not null references organization (id),
  id          uuid not null,
  provider    text not null,
  month       date not null check (extract(day from month) = 1),
  time_zone   text not null default 'UTC',   -- whose days the export counts
  file_name   text not null,
  lines       integer not null,              -- of the file, within the month
  left_out    integer not null default 0,    -- of the file, of other months
  has_costs   boolean not null default true, -- whether the export says what it cost
  imported_by uuid not null,
  imported_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, provider, month)
);
call protect_table('invoice', 'select, insert, update');

create table invoice_line (
  org_id              uuid not null,
  invoice_id          uuid not null,
  day                 date not null,
  model_id            text not null,
  input_tokens        bigint not null check (input_tokens >= 0),        -- neither read from nor written to the provider's cache
  cached_input_tokens bigint not null check (cached_input_tokens >= 0),
  cache_write_tokens  bigint not null check (cache_write_tokens >= 0),
  output_tokens       bigint not null check (output_tokens >= 0),
  cost_nano_usd       bigint not null,                                  -- a credit is below 0
  primary key (org_id, invoice_id, day, model_id),
  foreign key (org_id, invoice_id) references invoice (org_id, id)
);
call protect_table('invoice_line', 'select, insert, delete');

-- What is added to the ledger's sums so that they agree with an invoice. Amounts may be below 0. Rows are added, never changed.
create table ledger_adjustment (
  org_id              uuid not null,
  id                  uuid not null,
  invoice_id          uuid not null,
  day                 date not null,
  provider            text not null,
  model_id            text not null,
  input_tokens        bigint not null,   -- classes as in invoice_line
  cached_input_tokens bigint not null,
  cache_write_tokens  bigint not null,
  output_tokens       bigint not null,
  cost_nano_usd       bigint not null,
  reason              text not null check (length(reason) between 1 and 500),
  made_by             uuid not null,
  created_at          timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, invoice_id) references invoice (org_id, id)
);
create index ledger_adjustment_day on ledger_adjustment (org_id, day);
create index ledger_adjustment_invoice on ledger_adjustment (org_id, invoice_id);
call protect_table('ledger_adjustment', 'select, insert');

-- A month whose money is final.
create table month_lock (
  org_id    uuid not null references organization (id),
  month     date not null check (extract(day from month) = 1),
  locked_by uuid not null,
  locked_at timestamptz not null default now(),
  primary key (org_id, month)
);
call protect_table('month_lock', 'select, insert');

-- Whoever writes into a month, or locks it, waits for the other.
create function hold_month(p_org_id uuid, p_month date) returns boolean
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(format('month %s %s', p_org_id, p_month), 0));
  return exists (select 1 from month_lock l where l.org_id = p_org_id and l.month = p_month);
end $$;
comment on function hold_month(uuid, date) is 'Keeps the month, by its first day, as it is until the transaction ends. True when it is locked.';

create function refuse_locked_month() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_row   record := coalesce(new, old);
  v_month date;
begin
  if tg_table_name = 'ledger_adjustment' then
    v_month := date_trunc('month', v_row.day)::date;
  elsif tg_table_name = 'invoice' then
    v_month := v_row.month;
  else
    select i.month into v_month from invoice i where i.org_id = v_row.org_id and i.id = v_row.invoice_id;
  end if;
  if hold_month(v_row.org_id, v_month) then
    raise exception 'month % is locked', v_month using errcode = 'check_violation', constraint = 'month_locked';
  end if;
  return v_row;
end $$;
create trigger refuse_locked_month before insert on ledger_adjustment for each row execute function refuse_locked_month();
create trigger refuse_locked_month before insert or update on invoice for each row execute function refuse_locked_month();
create trigger refuse_locked_month before insert or delete on invoice_line for each row execute function refuse_locked_month();

create function lock_month() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform hold_month(new.org_id, new.month);
  if (select (now() at time zone o.time_zone)::date < (new.month + interval '1 month')::date from organization o where o.id = new.org_id) then
    raise exception 'month % is not over', new.month using errcode = 'check_violation', constraint = 'month_not_over';
  end if;
  return new;
end $$;
create trigger lock_month before insert on month_lock for each row execute function lock_month();

-- For everybody, the owner of the tables too.
create function refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'rows of % are added, never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger refuse_change before update or delete on ledger_adjustment for each row execute function refuse_change();
create trigger refuse_change before update or delete on month_lock for each row execute function refuse_change();

create function invoice_comparison(p_invoice_id uuid)
  returns table (day date, model_id text, billed_input bigint, billed_cached bigint, billed_written bigint, billed_output bigint, billed_nano_usd bigint,
                 booked_input bigint, booked_cached bigint, booked_written bigint, booked_output bigint, booked_nano_usd bigint, adjusted_nano_usd bigint)
  language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with bill as (select * from invoice where org_id = app_org() and id = p_invoice_id),
  booked as (
    select x.day, x.model_id, sum(x.input)::bigint as input, sum(x.cached)::bigint as cached, sum(x.written)::bigint as written, sum(x.output)::bigint as output,
           sum(x.cost)::bigint as cost, sum(x.adjusted)::bigint as adjusted
    from (
      select (e.created_at at time zone b.time_zone)::date as day, e.model_id, e.input_tokens - e.cached_input_tokens - e.cache_write_tokens as input,
             e.cached_input_tokens as cached, e.cache_write_tokens as written, e.output_tokens as output, e.cost_nano_usd as cost, 0::bigint as adjusted
      from bill b
      join ledger_entry e on e.org_id = b.org_id and e.provider = b.provider
       and e.created_at >= b.month::timestamp at time zone b.time_zone and e.created_at < (b.month + interval '1 month') at time zone b.time_zone
      union all
      select a.day, a.model_id, a.input_tokens, a.cached_input_tokens, a.cache_write_tokens, a.output_tokens, a.cost_nano_usd, a.cost_nano_usd
      from bill b
      join ledger_adjustment a on a.org_id = b.org_id and a.invoice_id = b.id) x
    group by x.day, x.model_id)
  select coalesce(l.day, k.day), coalesce(l.model_id, k.model_id), coalesce(l.input_tokens, 0), coalesce(l.cached_input_tokens, 0), coalesce(l.cache_write_tokens, 0),
         coalesce(l.output_tokens, 0), coalesce(l.cost_nano_usd, 0), coalesce(k.input, 0), coalesce(k.cached, 0), coalesce(k.written, 0), coalesce(k.output, 0),
         coalesce(k.cost, 0), coalesce(k.adjusted, 0)
  from (select l.* from bill b join invoice_line l on l.org_id = b.org_id and l.invoice_id = b.id) l
  full join booked k on k.day = l.day and k.model_id = l.model_id
$$;
comment on function invoice_comparison(uuid) is
  'What an invoice of the organization in scope bills, and what the ledger and its adjustments have booked, in tokens of each class and nano-dollars, by the days of the invoice''s zone and by model. '
  'adjusted_nano_usd is the part of what is booked that adjustments made. Sees what its caller may see.';

do $$
declare
  v_name text;
begin
  foreach v_name in array array['hold_month', 'refuse_locked_month', 'lock_month', 'refuse_change', 'invoice_comparison'] loop
    execute format('revoke execute on function %I from public', v_name);
    execute format('grant execute on function %I to aistudio_app', v_name);
  end loop;
end $$;
-- Adjusting entries are made by a statement.
grant execute on function time_ordered_id() to aistudio_app;
