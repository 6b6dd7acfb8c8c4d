-- An admin may open the conversation that a turn belongs to, not only the texts of its calls.
alter table break_glass
  add column conversation_id uuid,          -- the conversation that is opened besides; null: the texts of the calls alone
  add constraint break_glass_conversation check (conversation_id is null or (person_id is not null and call_id is not null));

-- Conversations stay their owners' by every policy. One that let admins in would be asked in every question of the chat, would take its
-- indexes from it, and what is opened would stand among the admin's own chats. The functions below are the doors instead, with the rights of whoever
-- asks: they look whether the person of the transaction may, read as the owner, and the transaction is that person's again when they return.

create function app_may_open_conversation(p_owner uuid, p_conversation uuid) returns boolean
  language sql stable parallel safe
  as $$
    select app_is_admin() and (p_owner = app_user() or exists (
      select 1 from break_glass g
      where g.org_id = app_org() and g.admin_id = app_user() and g.expires_at > now()
        and (g.person_id is null or g.person_id = p_owner) and (g.call_id is null or g.conversation_id = p_conversation)))
  $$;
comment on function app_may_open_conversation(uuid, uuid) is
  'Whether an admin may read a conversation: their own always, somebody''s while a break-glass grant of theirs for it, or for all of that person''s, is open.';

create function conversation_of_turn(p_owner uuid, p_turn uuid) returns uuid
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_asking text := coalesce(current_setting('app.user', true), '');
  v_found  uuid;
begin
  if p_owner is null or not app_is_admin() then
    return null;
  end if;
  perform set_config('app.user', p_owner::text, true);
  select t.conversation_id into v_found
  from turn t join conversation c on c.org_id = t.org_id and c.id = t.conversation_id
  where t.org_id = app_org() and t.owner_id = p_owner and t.id = p_turn and c.deleted_at is null;
  perform set_config('app.user', v_asking, true);
  return v_found;
end $$;
comment on function conversation_of_turn(uuid, uuid) is 'For admins: in which conversation of its owner a turn was; null when it is deleted. An id, no text.';

create function opened_conversation(p_owner uuid, p_conversation uuid)
  returns table (title text, assistant text, message_id uuid, role text, state text, parts text, turn_id uuid, created_at timestamptz, problem text)
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  v_asking text := coalesce(current_setting('app.user', true), '');
begin
  if p_owner is null or not app_may_open_conversation(p_owner, p_conversation) then
    return;
  end if;
  perform set_config('app.user', p_owner::text, true);
  return query
    with recursive path as (
      select m.id, m.parent_id, 1 as depth
      from conversation c join message m on m.org_id = c.org_id and m.owner_id = c.owner_id and m.conversation_id = c.id and m.id = c.active_leaf_id
      where c.org_id = app_org() and c.owner_id = p_owner and c.id = p_conversation and c.deleted_at is null
      union all
      select m.id, m.parent_id, p.depth + 1
      from path p join message m on m.org_id = app_org() and m.owner_id = p_owner and m.conversation_id = p_conversation and m.id = p.parent_id)
    select c.title, a.name, m.id, m.role, m.state, m.parts::text, m.turn_id, m.created_at, t.error_message
    from path p
    join message m on m.org_id = app_org() and m.id = p.id
    join conversation c on c.org_id = m.org_id and c.id = m.conversation_id
    join assistant a on a.org_id = c.org_id and a.id = c.assistant_id
    left join turn t on t.org_id = m.org_id and t.id = m.turn_id
    order by p.depth desc;
  perform set_config('app.user', v_asking, true);
end $$;
comment on function opened_conversation(uuid, uuid) is
  'The active branch of a conversation, from its first message to its last, for its owner or an admin to whom it is open; nothing for anybody else.';
grant execute on function app_may_open_conversation(uuid, uuid), conversation_of_turn(uuid, uuid), opened_conversation(uuid, uuid) to aistudio_app;
