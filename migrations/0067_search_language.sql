-- Full text is stemmed in the language of its document. Told by stop words: cheap, and right from a few sentences on.
create function text_language(p_text text) returns text
  language sql immutable parallel safe as $$
  select coalesce((
    select l.language
    from regexp_split_to_table(lower(left(p_text, 4000)), '[^[:alpha:]]+') as word
    join (values
      ('english',    array['the','and','of','to','in','is','that','for','with','was','are','it','from','by','this','you','not','or']),
      ('german',     array['der','die','und','das','ist','nicht','mit','von','für','ein','eine','den','dem','zu','auf','werden','sich','wie','im','auch']),
      ('french',     array['le','la','les','et','des','est','une','dans','que','qui','pour','pas','sur','du','au','avec','sont','ce','vous']),
      ('spanish',    array['el','la','los','las','y','del','que','en','es','por','para','con','una','no','se','su','como','más','lo']),
      ('italian',    array['il','di','che','è','la','per','un','una','non','sono','con','del','della','gli','le','si','da','come','nel']),
      ('portuguese', array['o','os','que','do','da','em','um','uma','para','é','com','não','no','na','por','mais','dos','como','ao']),
      ('dutch',      array['de','het','een','en','van','is','niet','dat','op','te','met','voor','zijn','die','aan','ook','als','bij','wordt']),
      ('swedish',    array['och','att','det','som','en','är','av','för','på','den','med','inte','har','till','ett','om','kan']),
      ('danish',     array['og','det','at','er','en','af','til','på','som','den','ikke','med','de','der','har','et','kan']),
      ('russian',    array['и','в','не','на','что','с','по','как','это','для','из','от','к','о','его','но','или','при'])
    ) as l(language, words) on word = any(l.words)
    group by l.language order by count(*) desc, l.language limit 1), 'english')
$$;
comment on function text_language(text) is 'The text search configuration that fits a text best, by its stop words; english when none is in it.';
revoke execute on function text_language(text) from public;
grant execute on function text_language(text) to aistudio_app;

-- to_tsvector by name is only stable, since configurations may be changed; those of the installation's own languages are not.
create function search_text(p_language text, p_text text) returns tsvector
  language sql immutable parallel safe as $$ select to_tsvector(('pg_catalog.' || p_language)::regconfig, p_text) $$;
comment on function search_text(text, text) is 'The lexemes of a text in the configuration of that name, with their places.';
revoke execute on function search_text(text, text) from public;
grant execute on function search_text(text, text) to aistudio_app;

alter table document_version add column language text not null default 'english';
create function tell_language() returns trigger
  language plpgsql as $$
begin
  new.language := text_language(new.text);
  return new;
end $$;
comment on function tell_language() is 'Trigger on document_version: the language of the text that was extracted.';
create trigger document_version_language before insert or update of text on document_version
  for each row when (new.text is not null) execute function tell_language();

alter table chunk add column language text not null default 'english';
create function take_language() returns trigger
  language plpgsql as $$
begin
  new.language := coalesce((select v.language from document_version v where v.org_id = new.org_id and v.id = new.document_version_id), new.language);
  return new;
end $$;
comment on function take_language() is 'Trigger on chunk: its language is that of its document version.';
create trigger chunk_language before insert on chunk for each row execute function take_language();

alter table chunk drop column search;
alter table chunk add column search tsvector generated always as
  (setweight(search_text(language, title), 'D') || setweight(search_text(language, heading_path), 'A') || setweight(search_text(language, text), 'B')) stored;

-- The languages a question may have to be read in.
alter table knowledge_base add column languages text[] not null default '{english}';
