-- SPDX-License-Identifier: ISC
-- Reports: what is asked under a name, when it leaves by mail, each delivery,
-- and those that were published, which never change again.

-- Left out of figures, taken in again, lines written to dates: few among many.
CREATE INDEX event_remarks ON event (seq) WHERE kind IN (36, 37, 38, 39);

-- asked: the words of the call, a line each.  every '': never by itself.
CREATE TABLE report (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	asked TEXT NOT NULL,
	agent INTEGER NOT NULL,
	every TEXT NOT NULL,
	minute INTEGER NOT NULL,
	zone TEXT NOT NULL,
	mail_to TEXT NOT NULL,
	due_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE published (
	number INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	as_of_ms INTEGER NOT NULL,
	asked TEXT NOT NULL,
	sum TEXT NOT NULL,
	document TEXT NOT NULL
) STRICT;

-- One for each time that a report was due: state is enum delivery_state.
CREATE TABLE delivery (
	id INTEGER PRIMARY KEY,
	report TEXT NOT NULL,
	due_ms INTEGER NOT NULL,
	asked TEXT NOT NULL,
	agent INTEGER NOT NULL,
	mail_to TEXT NOT NULL,
	state INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	next_ms INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	said TEXT NOT NULL,
	UNIQUE (report, due_ms)
) STRICT;
CREATE INDEX delivery_next ON delivery (next_ms) WHERE state = 0;
CREATE INDEX delivery_sending ON delivery (id) WHERE state = 1;
