-- SPDX-License-Identifier: ISC
-- A row shows one countdown, the earliest of target, promise and the window of
-- its network: due_of says which (enum deadline).  promise_ms is the earliest
-- promise that nobody kept yet and promised_ms when that was made, heard_ms
-- when the customer wrote last, window_ms until when the network takes an
-- answer; 0: none.  promise is derived from the ledger, as wait is.

ALTER TABLE conversation ADD COLUMN due_of INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN promise_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN promised_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN heard_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN window_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_promise ON conversation (promise_ms) WHERE promise_ms <> 0;
DROP INDEX conversation_waiting_id;
CREATE INDEX conversation_due_id ON conversation (id) WHERE due_ms <> 0;

CREATE TABLE promise (
	conversation INTEGER NOT NULL,
	position INTEGER NOT NULL,
	account INTEGER NOT NULL,
	written_in INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	made_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL,
	end_ms INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	PRIMARY KEY (conversation, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_due ON promise (due_ms);
