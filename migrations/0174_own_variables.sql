-- What a version declares itself, apart from what came with the prompts put into it: a change of it begins with its own.
alter table prompt_version add column own_variables jsonb;
comment on column prompt_version.own_variables is 'Of variables, those that the version declares itself. Null: all of them, as nothing is put into it; or it is older than this column.';
