-- A month begins at the first of two midnights, where the clocks go back over one.
create or replace function invoice_comparison(p_invoice_id uuid)
  returns table (day date, model_id text, billed_input bigint, billed_cached bigint, billed_written bigint, billed_output bigint, billed_nano_usd bigint,
                 booked_input bigint, booked_cached bigint, booked_written bigint, booked_output bigint, booked_nano_usd bigint, adjusted_nano_usd bigint)
  language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with bill as materialized (
    select i.*, first_instant(i.month::timestamp, i.time_zone) as begins_at, first_instant(i.month + interval '1 month', i.time_zone) as ends_at
    from invoice i where i.org_id = app_org() and i.id = p_invoice_id),
  booked as (
    select x.day, x.model_id, sum(x.input)::bigint as input, sum(x.cached)::bigint as cached, sum(x.written)::bigint as written, sum(x.output)::bigint as output,
           sum(x.cost)::bigint as cost, sum(x.adjusted)::bigint as adjusted
    from (
      select (e.created_at at time zone b.time_zone)::date as day, e.model_id, e.input_tokens - e.cached_input_tokens - e.cache_write_tokens as input,
             e.cached_input_tokens as cached, e.cache_write_tokens as written, e.output_tokens as output, e.cost_nano_usd as cost, 0::bigint as adjusted
      from bill b
      join ledger_entry e on e.org_id = b.org_id and e.provider = b.provider
       and e.created_at >= b.begins_at and e.created_at < b.ends_at
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
