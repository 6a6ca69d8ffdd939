-- SPDX-License-Identifier: ISC
-- The roster: when an agent or a team is on, as one line of hours in a zone
-- whose offsets are kept, so that what was on is the same on every machine.

CREATE TABLE shift (
	id INTEGER PRIMARY KEY,
	agent INTEGER NOT NULL REFERENCES agent (id) ON UPDATE CASCADE,
	label TEXT NOT NULL,
	hours TEXT NOT NULL,
	zone TEXT NOT NULL,
	zone_data TEXT NOT NULL,
	zone_steps TEXT NOT NULL,
	UNIQUE (agent, label)
) STRICT;
