-- Whether a budget counts what somebody spent, for pages: the ledger has its own way, over all of a call's budgets at once.
create function budget_counts(p_scope text, p_value text, p_user_id uuid, p_api_key_id uuid, p_feature text, p_model_id text, p_tier text) returns boolean
  language sql immutable parallel safe
  as $$ select case p_scope when 'organization' then true
                            when 'user' then p_user_id::text = p_value
                            when 'api_key' then p_api_key_id::text = p_value
                            when 'feature' then p_feature = p_value
                            when 'model' then p_model_id = p_value
                            when 'tier' then p_tier = p_value
                            else false end $$;
comment on function budget_counts is 'Whether a budget of this scope and value counts a call. Null, as false, where the call has no such thing.';
revoke execute on function budget_counts from public;
grant execute on function budget_counts to aistudio_app;
