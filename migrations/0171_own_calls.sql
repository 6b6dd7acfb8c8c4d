-- What somebody asked through a key of theirs or in the playground is nobody's chat, but it is their data: they may read it to take it with them.
-- What an admin's replays and evaluations asked are others' words. For an admin nothing is looked up: the other policy lets them read what is nobody's.
create policy callers on call_payload for select to aistudio_app
  using (org_id = app_org() and (owner_id = app_user() or (owner_id is null and exists (
    select 1 from call c
    where c.org_id = call_payload.org_id and c.id = call_payload.call_id and c.started_at = call_payload.call_started_at
      and c.user_id = app_user() and c.feature not in ('evals', 'replay', 'connection_test', 'system')))));
