-- SPDX-License-Identifier: ISC
-- Alarms that leave the screen.  alert: something that is wrong, from when it
-- was seen until it is not so any more; hook: who is told of one kind, and how
-- often; alert_told: when each was told of each; hook_run: programs to start.
-- The table alarm is another thing: what time brings.

CREATE TABLE alert (
	id INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	over_ms INTEGER NOT NULL,
	acked_ms INTEGER NOT NULL,
	acked_by INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (kind, subject) WHERE over_ms = 0;

CREATE TABLE hook (
	id INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL,
	how INTEGER NOT NULL,
	words TEXT NOT NULL,
	after_ms INTEGER NOT NULL,
	repeat_ms INTEGER NOT NULL,
	quiet TEXT NOT NULL,
	agent INTEGER NOT NULL,
	told_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE alert_told (
	hook INTEGER NOT NULL REFERENCES hook (id) ON DELETE CASCADE,
	alert INTEGER NOT NULL REFERENCES alert (id),
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (hook, alert)
) STRICT, WITHOUT ROWID;

CREATE TABLE hook_run (
	id INTEGER PRIMARY KEY,
	hook INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	words TEXT NOT NULL,
	input TEXT NOT NULL,
	state INTEGER NOT NULL,
	said TEXT NOT NULL
) STRICT;
CREATE INDEX hook_run_state ON hook_run (state, id);
