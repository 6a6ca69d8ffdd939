-- SPDX-License-Identifier: ISC
-- What an entry of the journal changed can be taken back exactly, and brought
-- again.  Its inverse says what was and what became, a line for each thing.
-- Entries of an older desk say too little for that and count as undone by
-- themselves.  seq is the ledger's last row behind the entry, undoes the entry
-- that this one took back, undone the one that took this one back, about the
-- call that an undo or a redo speaks of.

ALTER TABLE journal ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN undoes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN undone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE journal DROP COLUMN revs;
UPDATE journal SET undone = id WHERE inverse <> '';
CREATE INDEX journal_undo ON journal (agent, id) WHERE inverse <> '';

-- Which conversations an agent's entry changed, and the revision that it left.
CREATE TABLE journal_touched (
	conversation INTEGER NOT NULL,
	entry INTEGER NOT NULL REFERENCES journal (id),
	rev INTEGER NOT NULL,
	PRIMARY KEY (conversation, entry)
) STRICT, WITHOUT ROWID;
