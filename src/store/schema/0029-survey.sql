-- SPDX-License-Identifier: ISC
-- Surveys on their way: the ledger hears of one when the network has it.  A
-- survey that was queued before this is in the ledger already.

CREATE TABLE survey_out (
	outbox INTEGER PRIMARY KEY REFERENCES outbox (id)
) STRICT;
