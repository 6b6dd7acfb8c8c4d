-- A rotation has an id: repeated after a crash it must not take the secret that nobody has been told for the one before.
alter table api_key add column rotation_id uuid;
