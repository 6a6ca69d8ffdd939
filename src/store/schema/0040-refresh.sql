-- SPDX-License-Identifier: ISC
-- Messages of customers that are read again, because their network does not
-- say by itself that one was edited or deleted: when next, for as long as
-- their conversation is open or waits.

CREATE TABLE refresh (
	message INTEGER PRIMARY KEY REFERENCES message (id),
	account INTEGER NOT NULL REFERENCES account (id),
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX refresh_due ON refresh (account, at_ms);
