-- SPDX-License-Identifier: ISC
-- Cases beside the waits, both derived from the ledger, and the names that
-- conversations had in a ledger that came from elsewhere.  Rows of an earlier
-- reducer stay until "metrics rebuild", or until something happens there.

ALTER TABLE wait ADD COLUMN written_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wait ADD COLUMN surface INTEGER NOT NULL DEFAULT 0;
UPDATE wait SET written_in = conversation;
UPDATE wait SET surface = 1 WHERE conversation IN (SELECT id FROM conversation WHERE visibility >= 3);

CREATE TABLE case_ (
	conversation INTEGER NOT NULL,
	case_no INTEGER NOT NULL,
	account INTEGER NOT NULL,
	open_ms INTEGER NOT NULL,
	first_resolved_ms INTEGER NOT NULL,
	resolved_ms INTEGER NOT NULL,
	settled_ms INTEGER NOT NULL,
	first_in_ms INTEGER NOT NULL,
	first_out_ms INTEGER NOT NULL,
	first_assigned_ms INTEGER NOT NULL,
	waits INTEGER NOT NULL,
	turns INTEGER NOT NULL,
	replies INTEGER NOT NULL,
	messages_in INTEGER NOT NULL,
	transfers INTEGER NOT NULL,
	reopens INTEGER NOT NULL,
	courtesies INTEGER NOT NULL,
	agent_reopens INTEGER NOT NULL,
	state INTEGER NOT NULL,
	state_ms INTEGER NOT NULL,
	spent_open_ms INTEGER NOT NULL,
	spent_pending_ms INTEGER NOT NULL,
	spent_hold_ms INTEGER NOT NULL,
	spent_snoozed_ms INTEGER NOT NULL,
	waited_ms INTEGER NOT NULL,
	open_wait_ms INTEGER NOT NULL,
	surface INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	reducer INTEGER NOT NULL,
	PRIMARY KEY (conversation, case_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_open ON case_ (open_ms);

CREATE TABLE ledger_name (
	conversation INTEGER PRIMARY KEY,
	account INTEGER NOT NULL,
	name TEXT NOT NULL,
	UNIQUE (account, name)
) STRICT;
