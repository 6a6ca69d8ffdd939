-- SPDX-License-Identifier: ISC
-- Letters, and what becomes of each for each recipient.  A letter's texts go
-- when nobody waits for it any more; who got which subject when is kept.

CREATE TABLE letter (
	id INTEGER PRIMARY KEY,
	at_ms INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	kind TEXT NOT NULL,
	about TEXT NOT NULL,
	subject TEXT NOT NULL,
	text TEXT NOT NULL,
	html TEXT NOT NULL,
	file_name TEXT NOT NULL,
	file TEXT NOT NULL
) STRICT;

-- state: as of the outbox.  next_ms: not before then; over_ms: when it was sent, failed or taken back.
CREATE TABLE mail (
	id INTEGER PRIMARY KEY,
	letter INTEGER NOT NULL REFERENCES letter (id),
	recipient TEXT NOT NULL,
	state INTEGER NOT NULL,
	tries INTEGER NOT NULL,
	next_ms INTEGER NOT NULL,
	attempted_ms INTEGER NOT NULL,
	over_ms INTEGER NOT NULL,
	said TEXT NOT NULL
) STRICT;
CREATE INDEX mail_next ON mail (state, next_ms, id);
CREATE INDEX mail_letter ON mail (letter);
