-- SPDX-License-Identifier: ISC
-- Hours out of the ordinary that were noticed while they lasted: one row for
-- each of an account, from when the desk saw it until it was over.  Its hours
-- are what two looks are compared by, so that one is never taken for two.
-- words: a line each; examples: conversations, blanks between.

CREATE TABLE spike (
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account (id),
	from_ms INTEGER NOT NULL,
	until_ms INTEGER NOT NULL,
	seen_ms INTEGER NOT NULL,
	over_ms INTEGER NOT NULL,
	count INTEGER NOT NULL,
	low INTEGER NOT NULL,
	high INTEGER NOT NULL,
	first INTEGER NOT NULL,
	words TEXT NOT NULL,
	examples TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX spike_standing ON spike (account) WHERE over_ms = 0;
CREATE INDEX spike_account ON spike (account, id);
CREATE INDEX spike_over ON spike (over_ms);
