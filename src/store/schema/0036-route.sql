-- SPDX-License-Identifier: ISC
-- Routes: who gets what the query finds.  What waits for somebody is noted in
-- the transaction that left it so (route 0: nobody looked at it yet) and given
-- in others; a removed route keeps its row, so that its number is never
-- another one's.

CREATE TABLE route (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	query TEXT NOT NULL,
	team INTEGER NOT NULL REFERENCES agent (id) ON UPDATE CASCADE,
	terms TEXT NOT NULL,
	back_ms INTEGER NOT NULL,
	last INTEGER NOT NULL,
	removed INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX route_name ON route (name) WHERE removed = 0;

CREATE TABLE unplaced (
	conversation INTEGER PRIMARY KEY,
	route INTEGER NOT NULL,
	rank INTEGER NOT NULL,
	wait_ms INTEGER NOT NULL,
	avoid INTEGER NOT NULL,
	heard INTEGER NOT NULL
) STRICT;
CREATE INDEX unplaced_rank ON unplaced (route, rank);
CREATE INDEX unplaced_wait ON unplaced (route, wait_ms);

CREATE TABLE route_deed (
	id INTEGER PRIMARY KEY,
	route INTEGER NOT NULL,
	conversation INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	was INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	why TEXT NOT NULL,
	undone_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX route_deed_of ON route_deed (route, id);
