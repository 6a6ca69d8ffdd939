-- SPDX-License-Identifier: ISC
-- A row knows when it will be at risk, by its own target and hours, so that
-- no question has to guess it from the target of the desk.  Rows from before
-- get what the usual target gives; the alarm has the desk settle each of them
-- by its own (kind 3: due times).

ALTER TABLE conversation ADD COLUMN risk_ms INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET risk_ms = due_ms - 450000 WHERE wait_ms <> 0;
CREATE INDEX conversation_due ON conversation (due_ms) WHERE due_ms <> 0;
CREATE INDEX conversation_risk ON conversation (risk_ms) WHERE risk_ms <> 0;
CREATE INDEX conversation_quarter ON conversation ((due_ms - risk_ms)) WHERE risk_ms <> 0;
DELETE FROM meta WHERE name = 'due_settled';
INSERT INTO alarm (kind, subject, at_ms) SELECT 3, 0, 1
	WHERE EXISTS (SELECT 1 FROM conversation WHERE wait_ms <> 0)
	ON CONFLICT (kind, subject) DO UPDATE SET at_ms = excluded.at_ms;
