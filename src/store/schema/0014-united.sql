-- SPDX-License-Identifier: ISC
-- What was merged into another conversation keeps every row of its own and only
-- points there, so that it can be parted again exactly: merged_into is what it
-- was made a part of, root the end of that chain, where all of them are shown.
-- 0: it stands for itself.

ALTER TABLE conversation ADD COLUMN merged_into INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN root INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_root ON conversation (root, id) WHERE root <> 0;

-- A conversation that goes on elsewhere: where it began, in public as a rule.
CREATE TABLE link (
	conversation INTEGER PRIMARY KEY REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	began INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX link_began ON link (began);

-- Conversations that were ever merged or linked with each other, also by way of
-- others: the rows of the ledger that are read together for their waits.
CREATE TABLE family (
	conversation INTEGER PRIMARY KEY,
	account INTEGER NOT NULL,
	family INTEGER NOT NULL
) STRICT;
CREATE INDEX family_family ON family (family, conversation);
