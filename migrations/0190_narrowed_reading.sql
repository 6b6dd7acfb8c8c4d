-- What an assistant reads of its bases, and what a person has narrowed a conversation to on top of that.
alter table assistant add column read_tags text[] not null default '{}';
alter table assistant add column read_days integer check (read_days between 1 and 3650);
comment on column assistant.read_tags is 'Only documents with one of these tags; none: all.';
comment on column assistant.read_days is 'Only documents that were added or replaced within so many days, by the calendar in UTC; null: all.';
alter table conversation add column narrowed_tags text[] not null default '{}';
comment on column conversation.narrowed_tags is 'Of what the assistant reads, only documents with one of these tags; none: all. The next question goes by it.';
