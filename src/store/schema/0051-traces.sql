-- SPDX-License-Identifier: ISC
-- Conversations whose place changed without a row in the ledger since their
-- traces were packed: in the order in which that happened.
CREATE TABLE trace_stale (
	mark INTEGER PRIMARY KEY,
	conversation INTEGER NOT NULL
) STRICT;
