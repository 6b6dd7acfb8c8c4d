-- How many citations of answers quoted a document of a base, and how many of these quotes do not stand there. Counts only: whose answer it was is nobody's business.
create table quote_tally (
  org_id            uuid not null,
  knowledge_base_id uuid not null,
  day               date not null,
  quoted            integer not null,
  missing           integer not null check (missing between 0 and quoted),
  primary key (org_id, knowledge_base_id, day),
  foreign key (org_id, knowledge_base_id) references knowledge_base (org_id, id) on delete cascade
);
call protect_table('quote_tally');
create policy readers on quote_tally as restrictive for select to aistudio_app
  using (org_id = app_org() and knowledge_base_id <> all ((select unreadable_bases())::uuid[]));
