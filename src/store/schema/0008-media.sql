-- SPDX-License-Identifier: ISC
-- What stands beside the text of a message.  Its bytes are on the network and
-- stay there; 0 is an unknown size.

CREATE TABLE media (
	message INTEGER NOT NULL REFERENCES message (id),
	position INTEGER NOT NULL,
	kind TEXT NOT NULL,
	url TEXT,
	alt TEXT,
	mime TEXT,
	bytes INTEGER NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
