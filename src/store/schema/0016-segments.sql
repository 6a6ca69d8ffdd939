-- SPDX-License-Identifier: ISC
-- Finished days (of UTC) of waits and cases, packed by columns: what figures
-- read instead of the rows.  kind is enum fact_set, last_ms the last end of a
-- row in it, or the greatest number while one of them lasts; made is another
-- number each time, so that who keeps a copy knows whether it is still the one.

CREATE TABLE segment (
	kind INTEGER NOT NULL,
	day INTEGER NOT NULL,
	last_ms INTEGER NOT NULL,
	made INTEGER NOT NULL,
	data BLOB NOT NULL,
	UNIQUE (kind, day)
) STRICT;
CREATE INDEX segment_made ON segment (made);

-- Days of which a row changed since, written in the transaction that changed it.
CREATE TABLE segment_stale (
	kind INTEGER NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (kind, day)
) STRICT, WITHOUT ROWID;
