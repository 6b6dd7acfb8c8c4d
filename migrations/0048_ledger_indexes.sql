-- What every call paid for and nobody asked for.

-- Most calls answer no turn.
drop index call_turn;
create index call_turn on call (org_id, turn_id) where turn_id is not null;

-- Nothing is looked for by user and time; reports go by organization and time.
drop index ledger_entry_user_time;

-- A hold is made by ledger_hold and ledger_write alone, which know the organizations of their batch already; what it comes to, the ledger entry, still refers to its organization.
alter table hold drop constraint hold_org_id_fkey;
