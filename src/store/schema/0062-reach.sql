-- SPDX-License-Identifier: ISC
-- How many people follow a customer decides between conversations that are due
-- in the same instant: a digit less than their number has, 7 at most.  What
-- waits now takes it from what was known last; its place moves by milliseconds.
ALTER TABLE conversation ADD COLUMN reach INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET reach = COALESCE((SELECT CASE
	WHEN i.followers >= 10000000 THEN 7 WHEN i.followers >= 1000000 THEN 6
	WHEN i.followers >= 100000 THEN 5 WHEN i.followers >= 10000 THEN 4
	WHEN i.followers >= 1000 THEN 3 WHEN i.followers >= 100 THEN 2
	WHEN i.followers >= 10 THEN 1 ELSE 0 END
	FROM identity i WHERE i.id = conversation.contact), 0) WHERE due_ms > 0;
UPDATE conversation SET rank = rank + 1 WHERE due_ms > 0 AND (marks & 24) = 16;
UPDATE conversation SET rank = rank - reach + CASE WHEN due_ms % 60000 < 8 THEN 8 - due_ms % 60000 ELSE 0 END
	WHERE due_ms > 0 AND (marks & 56) = 0;
UPDATE tag SET rank = (SELECT c.rank FROM conversation c WHERE c.id = tag.conversation)
	WHERE conversation IN (SELECT c.id FROM conversation c WHERE c.due_ms > 0);
UPDATE unplaced SET rank = (SELECT c.rank FROM conversation c WHERE c.id = unplaced.conversation)
	WHERE conversation IN (SELECT c.id FROM conversation c WHERE c.due_ms > 0);
