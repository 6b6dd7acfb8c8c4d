-- What is over is locked before it is removed, which needs the right to update: without it nothing was ever removed.
grant update on background_request, chat_batch to aistudio_ledger;
