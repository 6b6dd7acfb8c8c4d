-- Citations keep their quote and their place. The passage itself is read when somebody looks, by what that person may read then: so a deleted document
-- does not live on in old answers, and a closed one opens to nobody through them.
alter table message no force row level security;

update message set parts = (
  select jsonb_agg(case when part ->> 'kind' = 'citation' then part #- '{citation,passage}' else part end order by place)
  from jsonb_array_elements(parts) with ordinality p(part, place))
where parts @? '$[*].citation.passage';

alter table message force row level security;
