-- Answers that are given again. Organization, authorization scope and request are columns of the key: each is equal, or nothing is found.
create table response_cache (
  org_id        uuid not null references organization (id),
  scope_hash    text not null,             -- role, API key, knowledge bases, owner of private messages
  request_hash  text not null,             -- prompt version, model, parameters, tools, messages
  answer        text not null check (length(answer) <= 200000),
  evidence      text,                      -- the caller's: what the answer's citations point at
  model_id      text not null,
  usage         jsonb not null default '{}',
  cost_nano_usd bigint not null check (cost_nano_usd >= 0),
  context_hash  text,                      -- everything but the question; null when it is not found by meaning
  question      text,
  embedding     vector,
  answered_at   timestamptz not null default now(),
  expires_at    timestamptz not null,
  primary key (org_id, scope_hash, request_hash),
  check ((context_hash is null) = (question is null) and (context_hash is null) = (embedding is null))
);
-- Few questions share a context, so their vectors are compared one by one.
create index response_cache_context on response_cache (org_id, scope_hash, context_hash) where context_hash is not null;
create index response_cache_expiry on response_cache (expires_at);
call protect_table('response_cache');

-- How an assistant's answers are cached; an assistant without a row goes by these defaults.
create table assistant_caching (
  org_id              uuid not null,
  assistant_id        uuid not null,
  keep_minutes        integer not null default 60 check (keep_minutes between 0 and 10080),   -- 0: nothing is kept
  semantic            boolean not null default false,
  threshold           double precision not null default 0.95 check (threshold between 0.8 and 1),
  tightened_threshold double precision check (tightened_threshold between 0 and 1),            -- in force when it is the higher one; 1 finds nothing
  recheck_percent     integer not null default 5 check (recheck_percent between 0 and 100),
  updated_at          timestamptz not null default now(),
  primary key (org_id, assistant_id),
  foreign key (org_id, assistant_id) references assistant (org_id, id) on delete cascade
);
call protect_table('assistant_caching');

-- Questions that got the answer to another one. Says what was asked, not who asked it.
create table semantic_hit (
  org_id          uuid not null references organization (id),
  call_id         uuid not null,
  assistant_id    uuid not null,
  question        text not null,
  source_question text not null,
  similarity      double precision not null,
  verdict         text not null default 'unchecked' check (verdict in ('unchecked', 'pending', 'agrees', 'disagrees', 'unknown')),
  created_at      timestamptz not null default now(),
  judged_at       timestamptz,
  primary key (org_id, call_id),
  foreign key (org_id, assistant_id) references assistant (org_id, id) on delete cascade
);
create index semantic_hit_time on semantic_hit (org_id, created_at desc, call_id);
create index semantic_hit_assistant on semantic_hit (org_id, assistant_id);
call protect_table('semantic_hit');

grant select (org_id, scope_hash, request_hash, answered_at, expires_at), delete on response_cache to aistudio_ledger;
create policy ledger on response_cache to aistudio_ledger using (true) with check (true);
grant select (org_id, call_id, created_at), delete on semantic_hit to aistudio_ledger;
create policy ledger on semantic_hit to aistudio_ledger using (true) with check (true);

create function remove_cached_answers(p_most integer default 20000) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  v_removed integer;
begin
  with gone as (
    select org_id, scope_hash, request_hash
    from (select org_id, scope_hash, request_hash, expires_at, row_number() over (partition by org_id order by answered_at desc) as place from response_cache) kept
    where kept.expires_at < now() or kept.place > p_most
    limit 10000)
  delete from response_cache c using gone
  where c.org_id = gone.org_id and c.scope_hash = gone.scope_hash and c.request_hash = gone.request_hash;
  get diagnostics v_removed = row_count;
  delete from semantic_hit where created_at < now() - interval '30 days';
  return v_removed;
end $$;
comment on function remove_cached_answers(integer) is
  'Removes answers that have expired, an organization''s oldest beyond p_most, and semantic hits older than 30 days; at most 10000 answers at a time. '
  'Returns how many answers went. Definer: crosses tenants, returns a count only.';
alter function remove_cached_answers(integer) owner to aistudio_ledger;
revoke execute on function remove_cached_answers(integer) from public;
grant execute on function remove_cached_answers(integer) to aistudio_app;
