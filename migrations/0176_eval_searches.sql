-- What finds the passages of a case is a call of its run as well: the question put into words of its own, and its vector.
alter table eval_call drop constraint eval_call_purpose_check;
alter table eval_call add constraint eval_call_purpose_check check (purpose in ('answer', 'judge', 'similarity', 'search'));
