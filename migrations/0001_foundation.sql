-- Who is asking. Set transaction-locally by the app; empty or missing means nobody, garbage is an error.

create function app_org() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('app.org', true), '')::uuid $$;

comment on function app_org() is 'The tenant of this transaction, or null. Errors when the setting is not a UUID: fail closed.';

create function app_user() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('app.user', true), '')::uuid $$;

comment on function app_user() is 'The person of this transaction, or null for work in the name of the organization.';

-- One way to protect a table, so that no table is protected almost right. Only the owner may call these.

create procedure protect_table(p_table text, p_grants text default 'select, insert, update, delete')
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', p_table);
  execute format('alter table %I force row level security', p_table);
  execute format('create policy tenant on %I to aistudio_app using (org_id = app_org()) with check (org_id = app_org())', p_table);
  execute format('grant %s on %I to aistudio_app', p_grants, p_table);
end $$;

comment on procedure protect_table(text, text) is 'Rows of one tenant are visible to that tenant only.';

create procedure protect_private_table(p_table text, p_grants text default 'select, insert, update, delete')
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', p_table);
  execute format('alter table %I force row level security', p_table);
  execute format('create policy owner_only on %I to aistudio_app using (org_id = app_org() and owner_id = app_user()) with check (org_id = app_org() and owner_id = app_user())', p_table);
  execute format('grant %s on %I to aistudio_app', p_grants, p_table);
end $$;

comment on procedure protect_private_table(text, text) is 'Rows are visible to their owner within the tenant only: admins see none of them.';

-- The batch functions of the ledger see every tenant's rows of the tables named here, and of no others.
create procedure open_to_ledger(p_table text, p_grants text)
  language plpgsql as $$
begin
  execute format('create policy ledger on %I to aistudio_ledger using (true) with check (true)', p_table);
  execute format('grant %s on %I to aistudio_ledger', p_grants, p_table);
end $$;

revoke execute on function app_org(), app_user() from public;
revoke execute on procedure protect_table(text, text), protect_private_table(text, text), open_to_ledger(text, text) from public;
alter default privileges revoke execute on functions from public;
grant execute on function app_org(), app_user() to aistudio_app, aistudio_ledger;
grant usage on schema public to aistudio_app, aistudio_ledger;

-- Keys of ASP.NET Core's data protection, encrypted with the installation's master key.
create table data_protection_key (
  name       text primary key,
  xml        text not null,
  created_at timestamptz not null default now()
);
grant select, insert on data_protection_key to aistudio_app;
