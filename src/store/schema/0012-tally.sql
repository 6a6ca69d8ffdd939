-- SPDX-License-Identifier: ISC
-- How many conversations there are, kept in the transaction of each change:
-- one row for each status, account, assignee (0 is nobody) and set of marks
-- that conversations have had together, and for each tag those that are open
-- and no spam.  A tag's row repeats status and rank of its conversation, so
-- that a page of a tag is one walk.

CREATE TABLE tally (
	status INTEGER NOT NULL,
	account INTEGER NOT NULL,
	assignee INTEGER NOT NULL,
	marks INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (status, account, assignee, marks)
) STRICT, WITHOUT ROWID;
INSERT INTO tally (status, account, assignee, marks, n)
	SELECT c.status, c.account, COALESCE(c.assignee, 0), c.marks, count(*) FROM conversation c
	GROUP BY c.status, c.account, COALESCE(c.assignee, 0), c.marks;

ALTER TABLE tag ADD COLUMN status INTEGER NOT NULL DEFAULT 5;
ALTER TABLE tag ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
UPDATE tag SET status = (SELECT c.status FROM conversation c WHERE c.id = tag.conversation),
	rank = (SELECT c.rank FROM conversation c WHERE c.id = tag.conversation);
DROP INDEX tag_name;
CREATE INDEX tag_order ON tag (name, status, rank, conversation);
CREATE TABLE tag_tally (
	name TEXT PRIMARY KEY,
	n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_tally_busy ON tag_tally (n, name);
INSERT INTO tag_tally (name, n) SELECT t.name, sum(CASE WHEN t.status = 0 AND t.rank < 9007199254740992
	THEN 1 ELSE 0 END) FROM tag t GROUP BY t.name;

-- The day on which it was resolved or closed, 0: it is neither.  Days before
-- this step are those of Greenwich; what came to the desk as history has none.
ALTER TABLE conversation ADD COLUMN resolved_day INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET resolved_day = COALESCE((SELECT max(event.recv_ms) FROM event
	WHERE event.account = conversation.account AND event.conversation = conversation.id
	AND event.kind = 8 AND event.detail NOT LIKE '%reason=history%'), 0) / 86400000
	WHERE conversation.status IN (4, 5);
CREATE INDEX conversation_resolved ON conversation (resolved_day, rank, id) WHERE resolved_day <> 0;

-- A page of what is muted reads nothing else.
DROP INDEX conversation_marked;
CREATE INDEX conversation_muted ON conversation (rank, id) WHERE (marks & 2) <> 0;

-- Whom a note named and who has not looked since; old ones count as seen.
ALTER TABLE mention ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
CREATE INDEX mention_unread ON mention (agent, conversation) WHERE unread = 1;
