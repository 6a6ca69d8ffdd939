-- SPDX-License-Identifier: ISC
-- Files of texts that nobody has sent yet: what one of them names stays as
-- long as the draft does.

CREATE TABLE draft_file (
	conversation INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	position INTEGER NOT NULL,
	blob INTEGER NOT NULL REFERENCES blob (id),
	alt TEXT,
	PRIMARY KEY (conversation, agent, position),
	FOREIGN KEY (conversation, agent) REFERENCES draft (conversation, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_file_blob ON draft_file (blob, agent);
