-- SPDX-License-Identifier: ISC
-- Calls on many conversations, done in slices: each slice is a transaction
-- that also says how far the call came.  state 0: the list is being written,
-- and nothing was changed yet; 1: under way, or stopped; 2: over.  request is
-- the call as it came over the wire, entry its row of the journal (0: nothing
-- was changed), undoes the entry that an undo or a redo takes back, list whose
-- parts it goes through: its own, or those of what it takes back.  held counts
-- those that had to stay as they are, apart those that had to before it began
-- and are not in its list.

CREATE TABLE bulk (
	id INTEGER PRIMARY KEY,
	entry_key TEXT UNIQUE,
	agent INTEGER NOT NULL,
	call TEXT NOT NULL,
	about TEXT NOT NULL,
	request TEXT NOT NULL,
	state INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	undoes INTEGER NOT NULL,
	list INTEGER NOT NULL,
	total INTEGER NOT NULL,
	done INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	held INTEGER NOT NULL,
	apart INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	answer TEXT NOT NULL
) STRICT;
CREATE INDEX bulk_open ON bulk (agent, id) WHERE state <> 2;
CREATE INDEX bulk_entry ON bulk (entry) WHERE entry <> 0;

-- Its conversations, in parts; position counts from 0 through all of them.
CREATE TABLE bulk_part (
	bulk INTEGER NOT NULL REFERENCES bulk (id),
	position INTEGER NOT NULL,
	ids TEXT NOT NULL,
	PRIMARY KEY (bulk, position)
) STRICT, WITHOUT ROWID;

-- The first of those that had to stay, and why.
CREATE TABLE bulk_held (
	bulk INTEGER NOT NULL REFERENCES bulk (id),
	conversation INTEGER NOT NULL,
	why TEXT NOT NULL,
	PRIMARY KEY (bulk, conversation)
) STRICT, WITHOUT ROWID;

-- What would put a conversation back, where the entry is one of many slices.
ALTER TABLE journal_touched ADD COLUMN inverse TEXT NOT NULL DEFAULT '';
