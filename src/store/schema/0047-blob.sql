-- SPDX-License-Identifier: ISC
-- Files that leave with replies, in pieces, as long as a reply that may still
-- leave names them; what was given to the desk and is named by none goes after
-- a day.  hash is that of all pieces so far, each of them hashed with the one
-- before it: of a file that is whole it is what the reply names.

CREATE TABLE blob (
	id INTEGER PRIMARY KEY,
	agent INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	name TEXT NOT NULL,
	mime TEXT NOT NULL,
	size INTEGER NOT NULL,
	kept INTEGER NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	hash TEXT NOT NULL
) STRICT;
CREATE INDEX blob_hash ON blob (hash, agent);

CREATE TABLE blob_piece (
	blob INTEGER NOT NULL REFERENCES blob (id),
	position INTEGER NOT NULL,
	hash TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (blob, position)
) STRICT;

CREATE TABLE outbox_blob (
	outbox INTEGER NOT NULL REFERENCES outbox (id),
	blob INTEGER NOT NULL REFERENCES blob (id),
	PRIMARY KEY (outbox, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_blob_blob ON outbox_blob (blob);

ALTER TABLE media ADD COLUMN ref TEXT;
