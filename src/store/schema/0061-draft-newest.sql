-- SPDX-License-Identifier: ISC
-- The newest message of all when a draft was kept last: what its writer can have
-- read.  Of drafts that are there nobody knows, and nothing is said.
ALTER TABLE draft ADD COLUMN newest INTEGER NOT NULL DEFAULT 0;
UPDATE draft SET newest = (SELECT COALESCE(max(message.id), 0) FROM message);
