-- SPDX-License-Identifier: ISC
-- Whether an agent takes work, as they said it last; the ledger has every change.

CREATE TABLE availability (
	agent INTEGER PRIMARY KEY REFERENCES agent (id) ON UPDATE CASCADE,
	state INTEGER NOT NULL,
	since_ms INTEGER NOT NULL,
	until_ms INTEGER NOT NULL,
	idle INTEGER NOT NULL
) STRICT;
