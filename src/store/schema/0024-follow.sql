-- SPDX-License-Identifier: ISC
-- Who wants to be told of a conversation that somebody else has.  What is
-- merged keeps its own rows, as with mentions.

CREATE TABLE follow (
	agent INTEGER NOT NULL,
	conversation INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	PRIMARY KEY (agent, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_conversation ON follow (conversation);
