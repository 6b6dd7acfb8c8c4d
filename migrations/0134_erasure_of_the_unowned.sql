-- For what erasing a person left (0148): texts that were kept as nobody's although their calls asked, what others were told of them by name, and from where they acted.
-- The whole table: in a new database the columns that are emptied come with the next file.
call open_to_ledger('activity_log', 'select, update');
grant delete on alert, notification to aistudio_ledger;
