-- Who looks at the course of a unit's budget asks when people came and went, over a year at most: few entries of many.
create index activity_log_moves on activity_log (org_id, created_at) where action = 'member.unit_changed';
