-- SPDX-License-Identifier: ISC
-- Who read what is private, on a desk that several people share: a row for an
-- agent, a conversation and a visit, or for a search or an export with its
-- words.  It is no part of the ledger: nothing is measured by it, and it goes
-- after the time that the desk's setting access says.

CREATE TABLE access (
	id INTEGER PRIMARY KEY,
	at_ms INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	front TEXT NOT NULL,
	call TEXT NOT NULL,
	conversation INTEGER NOT NULL,
	contact INTEGER NOT NULL,
	words TEXT NOT NULL
) STRICT;
CREATE INDEX access_at ON access (at_ms);
CREATE INDEX access_agent ON access (agent, id);
CREATE INDEX access_conversation ON access (conversation, id) WHERE conversation <> 0;
CREATE INDEX access_contact ON access (contact, id) WHERE contact <> 0;
