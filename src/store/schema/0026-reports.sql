-- SPDX-License-Identifier: ISC
-- Reports: what is asked under a name, and those that were published, which
-- never change again.

-- Left out of figures, taken in again, lines written to dates: few among many.
CREATE INDEX event_remarks ON event (seq) WHERE kind IN (39, 40, 41, 42);

-- asked: what it asks, as lines of model/settings.h.
CREATE TABLE report (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	asked TEXT NOT NULL,
	agent INTEGER NOT NULL
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
