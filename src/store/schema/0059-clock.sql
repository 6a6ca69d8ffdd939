-- SPDX-License-Identifier: ISC
-- What the newest replies of an account say of our clock: the network's clock
-- minus ours is between the two.  seq is the reply's row of the ledger.
CREATE TABLE clock_sample (
	account INTEGER NOT NULL REFERENCES account (id),
	seq INTEGER NOT NULL,
	low_ms INTEGER NOT NULL,
	high_ms INTEGER NOT NULL,
	PRIMARY KEY (account, seq)
) STRICT;
