-- SPDX-License-Identifier: ISC
-- Reports that leave by a clock, and what became of each time.  recipients: a
-- line each.  next_ms: when it is due next.  number 0: nothing was published,
-- and said says why.

CREATE TABLE report_plan (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	rhythm INTEGER NOT NULL,
	day INTEGER NOT NULL,
	minute INTEGER NOT NULL,
	zone TEXT NOT NULL,
	recipients TEXT NOT NULL,
	agent INTEGER NOT NULL,
	next_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX report_plan_next ON report_plan (next_ms);

CREATE TABLE report_delivery (
	id INTEGER PRIMARY KEY,
	plan INTEGER NOT NULL,
	name TEXT NOT NULL,
	due_ms INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	number INTEGER NOT NULL,
	letter INTEGER NOT NULL,
	said TEXT NOT NULL
) STRICT;
