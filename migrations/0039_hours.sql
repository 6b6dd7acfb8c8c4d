-- Hours follow one another without a gap or an overlap, also where clocks move by half an hour (Lord Howe Island): they are counted
-- from one full hour of the zone's clock, not from the one that the clock shows at the time.
create or replace function period_start(p_period text, p_at timestamptz, p_time_zone text) returns timestamptz
  language sql stable parallel safe
  as $$ select case when p_period = 'hour'
                    then date_bin('1 hour', p_at, timestamp '2026-01-01' at time zone p_time_zone)
                    else first_instant(date_trunc(p_period, p_at at time zone p_time_zone), p_time_zone) end $$;
