-- Who brings the candidates into their last order, how much of it a model is given, and from when on an approved answer is given instead.
alter table retrieval_setting
  add column reranker text not null default 'local' check (reranker in ('local', 'endpoint', 'model')),
  add column rerank_connection_id uuid,
  add column rerank_model text check (length(rerank_model) between 1 and 200),
  add column rerank_n integer not null default 5 check (rerank_n between 1 and 50),
  add column token_budget integer not null default 3000 check (token_budget between 200 and 100000),
  add column curated_threshold real not null default 0.85 check (curated_threshold between 0.5 and 1),
  add foreign key (org_id, rerank_connection_id) references provider_connection (org_id, id),
  add constraint retrieval_setting_names_reranker check (
    reranker <> 'endpoint' or rerank_connection_id is not null),
  add constraint retrieval_setting_names_model check (reranker <> 'model' or rerank_model is not null);
comment on column retrieval_setting.rerank_connection_id is 'A connection whose server answers POST …/rerank; with its key, sealed as every connection''s is.';
comment on column retrieval_setting.rerank_n is 'How many passages are given on once another than the local reranker has read them.';
comment on column retrieval_setting.token_budget is 'How many tokens of passages a model is given, as the gateway estimates them.';

-- Chats were all that is logged; programs that ask an assistant or search are too. Their rows have no turn.
alter table retrieval_log
  add column source text not null default 'chat' check (source in ('chat', 'assistant', 'search')),
  add column top_k integer,
  add column filter jsonb,
  add column omitted integer not null default 0,
  add column reranked_by text,
  add column note text,
  add column curated_answer_id uuid;
comment on column retrieval_log.omitted is 'How many passages were chosen and left out because the token budget was used up.';
comment on column retrieval_log.note is 'What did not go as it was set, such as a reranker that did not answer: a sentence for whoever looks after the base.';
comment on column retrieval_log.curated_answer_id is 'The approved answer that was given; it may be gone since.';
