-- SPDX-License-Identifier: ISC
-- What a network gives in exchange for an account's secret, for some hours:
-- sealed like the secret, thrown away with it, and never older than it.

CREATE TABLE session (
	account INTEGER PRIMARY KEY REFERENCES account (id),
	version INTEGER NOT NULL,
	sealed BLOB NOT NULL
) STRICT;
