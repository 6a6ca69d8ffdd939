-- SPDX-License-Identifier: ISC
-- Acts at the network wait in the outbox beside replies: act names one and is
-- empty for a reply; an act has no message of its own, plan says what it is
-- about.  Columns cannot lose NOT NULL, so the two tables are made anew.

CREATE TABLE outbox_part_old (
	account INTEGER NOT NULL,
	remote_id TEXT NOT NULL,
	outbox INTEGER NOT NULL,
	part INTEGER NOT NULL
) STRICT;
INSERT INTO outbox_part_old (account, remote_id, outbox, part)
	SELECT account, remote_id, outbox, part FROM outbox_part;
DROP TABLE outbox_part;
CREATE TABLE outbox_new (
	id INTEGER PRIMARY KEY,
	conversation INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	account INTEGER NOT NULL REFERENCES account (id),
	message INTEGER UNIQUE REFERENCES message (id),
	answered INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	origin INTEGER NOT NULL,
	state INTEGER NOT NULL,
	plan TEXT NOT NULL,
	part INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	queued_ms INTEGER NOT NULL,
	not_before_ms INTEGER NOT NULL,
	attempted_ms INTEGER NOT NULL,
	quarantine_until_ms INTEGER NOT NULL,
	reason TEXT NOT NULL,
	reply_key TEXT UNIQUE,
	seen INTEGER NOT NULL DEFAULT 0,
	act TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO outbox_new (id, conversation, account, message, answered, agent, origin, state, plan, part,
	attempt, queued_ms, not_before_ms, attempted_ms, quarantine_until_ms, reason, reply_key, seen)
	SELECT id, conversation, account, message, answered, agent, origin, state, plan, part,
	attempt, queued_ms, not_before_ms, attempted_ms, quarantine_until_ms, reason, reply_key, seen FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_conversation ON outbox (conversation, id);
CREATE TABLE outbox_part (
	account INTEGER NOT NULL,
	remote_id TEXT NOT NULL,
	outbox INTEGER NOT NULL REFERENCES outbox (id),
	part INTEGER NOT NULL,
	PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_part (account, remote_id, outbox, part)
	SELECT account, remote_id, outbox, part FROM outbox_part_old;
DROP TABLE outbox_part_old;

-- Whom an account has blocked, as far as this desk did it.
CREATE TABLE blocked (
	account INTEGER NOT NULL REFERENCES account (id),
	contact INTEGER NOT NULL REFERENCES identity (id),
	PRIMARY KEY (account, contact)
) STRICT, WITHOUT ROWID;

-- What was done to a message at the network: bits of model/record.h.
ALTER TABLE message ADD COLUMN acts INTEGER NOT NULL DEFAULT 0;
