-- SPDX-License-Identifier: ISC
-- The line of the day, and who has read it.  over_ms 0: it stands, which one of them does at most.

CREATE TABLE notice (
	id INTEGER PRIMARY KEY,
	text TEXT NOT NULL,
	agent INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	until_ms INTEGER NOT NULL,
	over_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX notice_stands ON notice (over_ms) WHERE over_ms = 0;

CREATE TABLE notice_read (
	notice INTEGER NOT NULL REFERENCES notice (id),
	agent INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (notice, agent)
) STRICT, WITHOUT ROWID;
