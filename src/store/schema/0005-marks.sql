-- SPDX-License-Identifier: ISC
-- What agents marked a conversation with (bits of model/record.h), whom its
-- notes name, and up to which message an agent has read it.

ALTER TABLE conversation ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_marked ON conversation (rank, id) WHERE marks <> 0;

CREATE TABLE mention (
	agent INTEGER NOT NULL,
	conversation INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	PRIMARY KEY (agent, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_conversation ON mention (conversation);

CREATE TABLE read_mark (
	agent INTEGER NOT NULL,
	conversation INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	message INTEGER NOT NULL,
	PRIMARY KEY (agent, conversation)
) STRICT, WITHOUT ROWID;
