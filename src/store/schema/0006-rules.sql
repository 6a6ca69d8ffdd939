-- SPDX-License-Identifier: ISC
-- Rules: what the desk does by itself.  wait_ms 0 means a customer's message,
-- else a wait that becomes longer than that.  calls are commands, a line each.
-- A removed rule keeps its row, so that its number is never another one's.

CREATE TABLE rule (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	owner INTEGER NOT NULL REFERENCES agent (id) ON UPDATE CASCADE,
	position INTEGER NOT NULL,
	wait_ms INTEGER NOT NULL,
	query TEXT NOT NULL,
	calls TEXT NOT NULL,
	enabled INTEGER NOT NULL,
	removed INTEGER NOT NULL,
	reason TEXT NOT NULL,
	since_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX rule_name ON rule (name) WHERE removed = 0;

-- What rules have yet to look at, written in the transaction that brought it.
-- Of a wait: rules whose duration is above from_ms and at most to_ms are due.
CREATE TABLE rule_due (
	id INTEGER PRIMARY KEY,
	conversation INTEGER NOT NULL,
	message INTEGER NOT NULL,
	wait_ms INTEGER NOT NULL,
	known_ms INTEGER NOT NULL,
	from_ms INTEGER NOT NULL,
	to_ms INTEGER NOT NULL
) STRICT;

-- Waits that a rule may come to: since when they are known, and up to which
-- duration rules have looked at them.
CREATE TABLE rule_wait (
	conversation INTEGER PRIMARY KEY,
	wait_ms INTEGER NOT NULL,
	known_ms INTEGER NOT NULL,
	done_ms INTEGER NOT NULL
) STRICT;

-- What each rule did, once for a message or a wait.  did and inverse have a
-- line for each command; an empty one cannot be taken back.
CREATE TABLE rule_log (
	id INTEGER PRIMARY KEY,
	rule INTEGER NOT NULL REFERENCES rule (id),
	conversation INTEGER NOT NULL,
	message INTEGER NOT NULL,
	wait_ms INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	did TEXT NOT NULL,
	refused TEXT NOT NULL,
	inverse TEXT NOT NULL,
	undone_ms INTEGER NOT NULL,
	UNIQUE (rule, message, wait_ms)
) STRICT;
CREATE INDEX rule_log_rule ON rule_log (rule, id);
