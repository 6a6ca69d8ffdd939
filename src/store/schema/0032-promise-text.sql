-- SPDX-License-Identifier: ISC
-- What a promise was about, by its row of the ledger: the chain covers a keyed
-- hash of it, so that it can be erased.

CREATE TABLE promise_text (
	seq INTEGER PRIMARY KEY,
	text TEXT NOT NULL
) STRICT;
